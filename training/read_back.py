"""int8 -> float: the weights of a quantized net, so that what is served can learn on."""

import keras
import numpy as np
from tensorflow.lite.tools import flatbuffer_utils

CONVOLUTIONS = (3, 4)  # of TFLite's BuiltinOperator: CONV_2D, DEPTHWISE_CONV_2D


def read_back(tflite: bytes, net: keras.Model) -> keras.Model:
    """Give a folded net the weights of a quantized one.

    Parameters
    ----------
    tflite : bytes
        A flatbuffer as of `quantize`.
    net : keras.Model
        Of the same layers, without batch normalization; it is changed.

    Returns
    -------
    keras.Model, the net

    Raises
    ------
    ValueError
        Where the layers differ.
    """
    model = flatbuffer_utils.convert_bytearray_to_object(bytearray(tflite))
    graph = model.subgraphs[0]
    convolutions = [o for o in graph.operators if model.operatorCodes[o.opcodeIndex].builtinCode in CONVOLUTIONS]
    layers = [layer for layer in net.layers if layer.weights]
    for layer, operator in zip(layers, convolutions, strict=True):
        _, kernel, bias = (graph.tensors[k] for k in operator.inputs)
        weights = np.moveaxis(_values(kernel, model, np.int8), 0, -1)  # rows, columns, channels, then filters
        layer.set_weights([weights, _values(bias, model, np.int32)])
    return net


def _values(tensor: object, model: object, dtype: type) -> np.ndarray:
    """What the integers of a tensor stand for, one scale for each place along one of its axes."""
    stored = np.frombuffer(model.buffers[tensor.buffer].data.tobytes(), dtype).reshape(tensor.shape)
    shape = [1] * stored.ndim
    shape[tensor.quantization.quantizedDimension] = -1
    return (stored * tensor.quantization.scale.reshape(shape)).astype(np.float32)
