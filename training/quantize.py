"""Keras model -> fully quantized TFLite model: int8 in, int8 out, int8 weights per channel."""

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

REPRESENTATIVE = 1000  # rasters that set the ranges of the activations


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
    bytes, a TFLite flatbuffer
    """
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: (
        [image.reshape(1, *model.input_shape[1:]).astype(np.float32) / 255] for image in representative
    )
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.int8
    converter.inference_output_type = tf.int8
    return converter.convert()
