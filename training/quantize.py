"""Keras model -> fully quantized TFLite model: int8 in, int8 out, int8 weights per channel."""

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

REPRESENTATIVE = 1000  # rasters that set the ranges of the activations
TAPS = 25  # of the largest depthwise kernel that XNNPACK has; beyond it each channel is a matrix product of its own


def quantize(model: keras.Model, representative: NDArray[np.uint8]) -> bytes:
    """Post-training quantization with representative data (Jacob et al. 2018, arXiv 1712.05877).

    Parameters
    ----------
    model : keras.Model
        Input (N, ...) float32 from 0 to 1, output logits: a softmax in int8 has only 256 steps.
    representative : ndarray of shape (N, ...), dtype uint8, 255 is 1
        Of everything that the model will be shown: MNIST, ink, and what is no digit.

    Returns
    -------
    bytes, a TFLite flatbuffer for one image at a time
    """
    converter = tf.lite.TFLiteConverter.from_keras_model(for_one(model))
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: (
        [image.reshape(1, *model.input_shape[1:]).astype(np.float32) / 255] for image in representative
    )
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.int8
    converter.inference_output_type = tf.int8
    return converter.convert()


def for_one(model: keras.Model) -> keras.Model:
    """The same function of one image, with depthwise convolutions that have a kernel of their own."""
    layers: list = [keras.Input(batch_shape=(1, *model.input_shape[1:]))]
    for layer in model.layers:
        wide = isinstance(layer, keras.layers.DepthwiseConv2D) and np.prod(layer.kernel_size) > TAPS
        layers += in_parts(layer) if wide else [layer]
    return keras.Sequential(layers)


def in_parts(layer: keras.layers.DepthwiseConv2D) -> list[keras.Layer]:
    """Layers that do what a depthwise convolution as large as its map does, in parts of TAPS pixels.

    Of P parts the k-th has the pixels k, k + P, k + 2 P, ... of the map's rows one after the other, so that it is
    channels k C to (k + 1) C of a map of C channels that is read anew as one of P C.
    """
    kernel = layer.kernel.numpy().reshape(-1, layer.kernel.shape[2])  # (pixels, C)
    pixels, channels = kernel.shape
    parts = -(-pixels // TAPS)
    missing = parts * TAPS - pixels
    kernel = np.pad(kernel, ((0, missing), (0, 0)))
    weighed = keras.layers.DepthwiseConv2D((TAPS, 1), use_bias=False)
    summed = keras.layers.DepthwiseConv2D((parts, 1), use_bias=layer.use_bias)
    weighed.build((1, TAPS, 1, parts * channels))
    weighed.set_weights([kernel.reshape(TAPS, 1, parts * channels, 1)])
    summed.build((1, parts, 1, channels))
    summed.set_weights([np.ones((parts, 1, channels, 1)), *layer.get_weights()[1:]])
    return [
        keras.layers.Reshape((pixels, 1, channels)),
        keras.layers.ZeroPadding2D(((0, missing), (0, 0))),
        keras.layers.Reshape((TAPS, 1, parts * channels)),
        weighed,
        keras.layers.Reshape((parts, 1, channels)),
        summed,
    ]
