"""int8 -> float: the weights of a quantized net, so that what is served can learn on."""

import keras
import numpy as np
from tensorflow.lite.tools import flatbuffer_utils

CONVOLUTION, DEPTHWISE = 3, 4  # of TFLite's BuiltinOperator


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
    found: list[tuple[int, np.ndarray, np.ndarray]] = []
    for operator in graph.operators:
        kind = model.operatorCodes[operator.opcodeIndex].builtinCode
        if kind not in (CONVOLUTION, DEPTHWISE):
            continue
        _, kernel, bias = (graph.tensors[k] for k in operator.inputs)
        weights = np.moveaxis(_values(kernel, model, np.int8), 0, -1)  # rows, columns, channels, then filters
        if kind == DEPTHWISE and found and found[-1][0] == DEPTHWISE:
            weights = _whole(found.pop()[1], weights)
        found.append((kind, weights, _values(bias, model, np.int32)))
    layers = [layer for layer in net.layers if layer.weights]
    for layer, (_, weights, bias) in zip(layers, found, strict=True):
        if isinstance(layer, keras.layers.DepthwiseConv2D):
            weights = weights.reshape(-1, *weights.shape[2:])[: np.prod(layer.kernel_size)].reshape(layer.kernel.shape)
        layer.set_weights([weights, bias])
    return net


def _whole(weighed: np.ndarray, summed: np.ndarray) -> np.ndarray:
    """One depthwise kernel of what `quantize.in_parts` took apart: (taps, 1, parts C, 1), (parts, 1, C, 1)."""
    parts, _, channels, _ = summed.shape
    return (weighed.reshape(-1, parts, channels) * summed[:, 0, :, 0]).reshape(-1, 1, channels, 1)


def _values(tensor: object, model: object, dtype: type) -> np.ndarray:
    """What the integers of a tensor stand for, one scale for each place along one of its axes."""
    stored = np.frombuffer(model.buffers[tensor.buffer].data.tobytes(), dtype).reshape(tensor.shape)
    shape = [1] * stored.ndim
    shape[tensor.quantization.quantizedDimension] = -1
    return (stored * tensor.quantization.scale.reshape(shape)).astype(np.float32)
