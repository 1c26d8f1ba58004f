# %% [markdown]
# # A hybrid network in PyTorch
#
# A quanvolutional layer slides a circuit of four wires over 2x2 patches of an image, as `nn.Conv2d` slides a kernel; behind it
# stand layers of PyTorch. Both are trained together: gradients pass through the circuits exactly (adjoint method).
#
# Run as a script, or cell by cell in an editor that knows `# %%`. Needs torch, and Fashion-MNIST (Debian: dataset-fashion-mnist).

# %%
import gzip
import time

import numpy as np
import quanvas
import torch
from quanvas.torch import CircuitLayer, Quanv2d
from torch import nn

FOLDER = "/usr/share/datasets/fashion-mnist"


def read(name: str, offset: int) -> torch.Tensor:
    with gzip.open(f"{FOLDER}/{name}-ubyte.gz") as file:
        return torch.tensor(np.frombuffer(file.read(), np.uint8, offset=offset))


images = read("train-images-idx3", 16).view(-1, 1, 28, 28)[:2500] / 255
labels = read("train-labels-idx1", 8).long()[:2500]
train, validation = torch.arange(2000), torch.arange(2000, 2500)

# %% [markdown]
# The circuit: each pixel becomes the angle of a rotation RY (pi for white), then come two layers of trained rotations and
# CNOTs. In a notebook `circuit` alone is a picture.

# %%
circuit = quanvas.Circuit.from_ansatz(4, "strongly_entangling", layers=2, encoding="ry")
print(circuit)

# %% [markdown]
# Four wires are measured, so an image of 1x28x28 becomes 4x14x14. A second circuit, of six wires, stands before the output.

# %%
torch.manual_seed(0)
model = nn.Sequential(
    Quanv2d(1, kernel_size=2, circuit=circuit),
    nn.Flatten(),
    nn.Linear(4 * 14 * 14, 6),
    CircuitLayer(quanvas.Circuit.from_ansatz(6, "hardware_efficient", layers=2, encoding="ry")),
    nn.Linear(6, 10),
)
print(model)
print("output of the first layer:", list(model[0](images[:8]).shape))


# %%
def accuracy(which: torch.Tensor) -> float:
    with torch.no_grad():
        return (model(images[which]).argmax(1) == labels[which]).float().mean().item()


optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(1, 5):
    start = time.perf_counter()
    for batch in train[torch.randperm(len(train))].split(50):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch}: validation accuracy {accuracy(validation):.1%} after {time.perf_counter() - start:.1f} s")

assert accuracy(validation) > 0.5  # a tenth by chance

# %% [markdown]
# The same on a noisy device: every gate is followed by depolarizing noise, and one bit in fifty is read wrongly.

# %%
noisy = Quanv2d(1, kernel_size=2, circuit=circuit.with_noise("depolarizing(0.01), readout_error(0.02, 0.02)"))
noisy.load_state_dict(model[0].state_dict())
with torch.no_grad():
    clean, disturbed = model[0](images[:20]), noisy(images[:20])
print(f"expectation values shrink to {(disturbed.abs().mean() / clean.abs().mean()).item():.0%}")
