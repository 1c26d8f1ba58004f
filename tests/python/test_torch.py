"""quanvas.torch: values, gradients and manners of modules of PyTorch."""

import copy
import io
import pickle

import numpy as np
import pytest
import quanvas

torch = pytest.importorskip("torch")

from quanvas.torch import CircuitLayer, Quanv2d  # noqa: E402


def circuit() -> quanvas.Circuit:
    return quanvas.Circuit.from_ansatz(2, "rx_chain", layers=2, encoding="ry")


def layers() -> dict:
    """Layers in float64 with inputs that they take."""
    return {
        "circuit": (CircuitLayer(circuit(), ["Z0", "X0 Y1"], dtype=torch.float64), torch.rand(5, 2, dtype=torch.float64)),
        "noisy": (CircuitLayer(circuit().with_noise("depolarizing(0.05)"), dtype=torch.float64), torch.rand(3, 2, dtype=torch.float64)),
        "separate": (Quanv2d(2, 2, 1, 1, dtype=torch.float64), torch.rand(2, 2, 3, 4, dtype=torch.float64)),
        "together": (Quanv2d(2, 1, circuit=circuit(), channels="together", channel="mean", dtype=torch.float64), torch.rand(2, 2, 3, 3, dtype=torch.float64)),
        "zz": (Quanv2d(1, encoding="zz", ansatz="real_amplitudes", observables="Z0 Z1", dtype=torch.float64), torch.rand(1, 1, 4, 4, dtype=torch.float64)),
        "amplitude": (Quanv2d(1, encoding="amplitude", ansatz="ry_chain", dtype=torch.float64), torch.rand(2, 1, 4, 4, dtype=torch.float64) + 0.1),
    }


NAMES = ["circuit", "noisy", "separate", "together", "zz", "amplitude"]


@pytest.fixture(params=NAMES)
def case(request):
    torch.manual_seed(3)
    return layers()[request.param]


def test_gradcheck_passes(case):
    layer, x = case

    def run(values, weight):
        return torch.nn.utils.stateless.functional_call(layer, {"weight": weight}, values)

    assert torch.autograd.gradcheck(run, (x.requires_grad_(), layer.weight.detach().requires_grad_()))


def test_a_circuit_layer_has_the_values_of_its_circuit():
    layer = CircuitLayer(circuit(), "Z0 Z1, X0")
    x = torch.rand(2, 7, 2)
    expected = layer.circuit.expectations(x.reshape(-1, 2).numpy(), layer.weight.detach().numpy(), "Z0 Z1, X0")
    assert np.array_equal(layer(x).detach().numpy().reshape(-1, 2), expected) and layer(x).shape == (2, 7, 2)
    assert layer(x[0, 0]).shape == (2,)


@pytest.mark.parametrize("channels, channel", [("separate", "all"), ("separate", "mean"), ("together", "all"), ("together", "last")])
@pytest.mark.parametrize("stride, padding", [(None, 0), (1, 1), (3, 2)])
def test_quanv2d_is_the_circuit_on_unfolded_patches(channels, channel, stride, padding):
    own = quanvas.Circuit.from_ansatz(8 if channels == "together" else 4, "hardware_efficient", encoding="ry")
    layer = Quanv2d(2, 2, stride, padding, own, channels=channels, channel=channel, dtype=torch.float64)
    x = torch.rand(3, 2, 5, 6, dtype=torch.float64)
    patches = torch.nn.functional.unfold(x, 2, padding=padding, stride=stride or 2)  # [N, C * 4, positions]
    groups = patches.reshape(3, 1 if channels == "together" else 2, -1, patches.shape[-1]).permute(0, 1, 3, 2)
    values = own.expectations(groups.reshape(-1, groups.shape[-1]).numpy(), layer.weight.detach().numpy())
    values = values if channel == "all" else values.mean(1, keepdims=True) if channel == "mean" else values[:, -1:]
    expected = values.reshape(3, groups.shape[1], groups.shape[2], -1).transpose(0, 1, 3, 2).reshape(3, layer.out_channels, -1)
    out = layer(x)
    assert np.allclose(out.detach().numpy().reshape(expected.shape), expected, atol=1e-14)
    assert out.shape == (3, layer.out_channels, (5 + 2 * padding - 2) // (stride or 2) + 1, (6 + 2 * padding - 2) // (stride or 2) + 1)


def test_gradients_stop_where_they_are_detached():
    for layer, x in ((Quanv2d(1, gradient="detached"), torch.rand(1, 1, 4, 4)), (CircuitLayer(circuit(), gradient="detached"), torch.rand(4, 2))):
        x.requires_grad_()
        layer(x).sum().backward()
        assert x.grad is None and layer.weight.grad.abs().sum() > 0
        layer.weight.requires_grad_(False)
        assert not layer(x).requires_grad


def test_a_layer_that_is_used_twice_and_a_graph_that_is_kept(case):
    layer, x = case
    first, second = layer(x), layer(x.flip(0))
    (first.sum() + 2 * second.sum()).backward(retain_graph=True)
    once = layer.weight.grad.clone()
    layer.weight.grad = None
    first.sum().backward(retain_graph=True)
    (2 * second.sum()).backward()
    assert torch.allclose(layer.weight.grad, once, atol=1e-12)
    gradients = [torch.autograd.grad(first.sum(), layer.weight, retain_graph=True)[0] for _ in range(2)]
    assert torch.equal(*gradients)


def test_any_strides_of_tensors_give_the_same(case):
    layer, x = case
    strided = x.transpose(0, -1).contiguous().transpose(0, -1)
    assert not strided.is_contiguous() and torch.equal(layer(strided), layer(x))
    out = layer(strided)
    out.backward(torch.ones_like(out).transpose(0, -1).contiguous().transpose(0, -1))
    gradient = layer.weight.grad.clone()
    layer.weight.grad = None
    layer(x).sum().backward()  # whose upstream gradient has strides of 0
    assert torch.equal(layer.weight.grad, gradient)


def test_double_backward_is_refused(case):
    layer, x = case
    with pytest.raises(RuntimeError, match="derivatives of gradients are not computed.*create_graph"):
        torch.autograd.grad(layer(x.requires_grad_()).sum(), x, create_graph=True)


def test_nothing_is_kept_without_gradients(case):
    layer, x = case
    with torch.no_grad():
        out = layer(x)
    assert not out.requires_grad and torch.allclose(out, layer(x).detach(), atol=1e-14)
    assert torch.equal(layer.eval()(x).detach(), layer(x).detach())


def test_copies_and_files_give_the_same_bits(case):
    layer, x = case
    file = io.BytesIO()
    torch.save(layer, file)
    file.seek(0)
    for same in (copy.deepcopy(layer), pickle.loads(pickle.dumps(layer)), torch.load(file)):
        assert torch.equal(same(x), layer(x)) and repr(same) == repr(layer)
    other = copy.deepcopy(layer)
    other.reset_parameters()
    assert not torch.equal(other.weight, layer.weight)
    assert list(layer.state_dict()) == ["weight"]
    other.load_state_dict(layer.state_dict())
    assert torch.equal(other(x), layer(x))


def test_seeds_are_torchs_or_the_programs():
    torch.manual_seed(1)
    first = Quanv2d(1)
    torch.manual_seed(1)
    assert torch.equal(Quanv2d(1).weight, first.weight) and not torch.equal(Quanv2d(1).weight, first.weight)
    assert torch.equal(Quanv2d(1, seed=5).weight.double(), torch.tensor(quanvas.initial_angles(4, seed=5)).float().double())
    assert 0 <= first.weight.min() and first.weight.max() < 2 * np.pi


def test_layers_say_what_they_are():
    assert repr(Quanv2d(1, padding=1)) == "Quanv2d(1, 4, kernel_size=2, stride=2, wires=4, weights=4, padding=1)"
    assert repr(CircuitLayer(circuit(), "Z0", gradient="detached")) == (
        "CircuitLayer(in_features=2, out_features=1, wires=2, weights=4, observables='Z0', gradient='detached')")


@pytest.mark.parametrize("wrong, message", [
    (lambda: Quanv2d(1)(torch.rand(2, 3, 4, 4)), r"input of shape \[2, 3, 4, 4\], where \[N, 1, H, W\]"),
    (lambda: Quanv2d(1)(torch.rand(4, 4)), r"input of shape \[4, 4\]"),
    (lambda: Quanv2d(1)(torch.rand(1, 1, 1, 1)), "smaller than a patch"),
    (lambda: Quanv2d(1)(torch.rand(1, 1, 4, 4, dtype=torch.float64)), "images: dtype float64, shape .* weights: dtype float32"),
    (lambda: Quanv2d(1)(torch.zeros(1, 1, 4, 4, dtype=torch.uint8)), "dtype uint8"),
    (lambda: Quanv2d(1, circuit=circuit()), "hold 4 values, not the 2 features"),
    (lambda: Quanv2d(1, circuit=circuit(), ansatz="rx_chain"), "a circuit and an ansatz"),
    (lambda: Quanv2d(1, ansatz="rx_chian"), "rx_chain"),
    (lambda: Quanv2d(1, (2, 2)), r"kernel_size = \(2, 2\): a whole number from 1"),
    (lambda: Quanv2d(1, 2, 0), "stride = 0"),
    (lambda: Quanv2d(0), "in_channels = 0"),
    (lambda: Quanv2d(1, gradient="none"), "exact, detached"),
    (lambda: Quanv2d(1, dtype=torch.float16), "torch.float32 or torch.float64"),
    (lambda: CircuitLayer(circuit())(torch.rand(5, 3)), r"input of shape \[5, 3\], where \[..., 2\]"),
    (lambda: CircuitLayer(circuit(), "Z7"), "wire 7"),
    (lambda: CircuitLayer(circuit())(torch.rand(5, 2, device="meta")), "on the device meta"),
])
def test_wrong_arguments(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()


class Quanvolved(torch.utils.data.Dataset):
    def __init__(self):
        self.layer, self.images = Quanv2d(1, seed=0), torch.rand(12, 1, 8, 8, generator=torch.Generator().manual_seed(0))

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        with torch.no_grad():
            return self.layer(self.images[i:i + 1])[0]


def test_workers_of_a_data_loader_compute_the_same():
    data = Quanvolved()
    here = torch.stack([data[i] for i in range(len(data))])
    for context in ("fork", "spawn"):
        loaded = torch.cat(list(torch.utils.data.DataLoader(data, batch_size=3, num_workers=2, multiprocessing_context=context)))
        assert torch.equal(loaded, here)
