#!/usr/bin/env python3
"""Prints what PyTorch makes of the optimisers, losses, clipping and schedules that Quanvas names like PyTorch does: the numbers in
tests/nn/torch_test.cpp and tests/train/schedule_test.cpp. Those are of Debian 12's python3-torch 1.13.1; no test needs PyTorch."""

import math

import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR, StepLR

torch.set_default_dtype(torch.float64)

OPTIMIZERS = [(torch.optim.SGD, {}), (torch.optim.SGD, {"momentum": 0.9}), (torch.optim.SGD, {"momentum": 0.9, "nesterov": True}),
              (torch.optim.SGD, {"weight_decay": 0.1}), (torch.optim.SGD, {"momentum": 0.5, "weight_decay": 0.1}),
              (torch.optim.SGD, {"momentum": 0.5, "nesterov": True, "weight_decay": 0.1}), (torch.optim.Adam, {}),
              (torch.optim.Adam, {"weight_decay": 0.1}), (torch.optim.AdamW, {"weight_decay": 0}), (torch.optim.AdamW, {"weight_decay": 0.1}),
              (torch.optim.RMSprop, {}), (torch.optim.RMSprop, {"momentum": 0.9}), (torch.optim.RMSprop, {"momentum": 0.5, "weight_decay": 0.1})]


def steps(kind, options: dict) -> list[float]:
    p, q = torch.nn.Parameter(torch.tensor([0.5, -1.0])), torch.nn.Parameter(torch.tensor([2.0]))
    optimizer = kind([{"params": [p], "lr": 0.01}, {"params": [q], "lr": 0.05}], lr=0.01, **options)
    for t in range(1, 21):
        p.grad, q.grad = torch.tensor([3 * math.sin(t), math.cos(2 * t)]), torch.tensor([math.sin(3 * t) - 0.5])
        optimizer.step()
    return [*p.tolist(), *q.tolist()]


def loss_and_gradient(loss, one_hot: bool) -> tuple[float, list[float]]:
    scores = torch.tensor([[0.3, -1.2, 0.9], [2.0, 0.1, -0.4], [0.5, 0.4, 0.6]], requires_grad=True)
    labels = torch.tensor([2, 1, 0])
    value = loss(scores, torch.nn.functional.one_hot(labels, 3).double() if one_hot else labels)
    value.backward()
    return value.item(), scores.grad.flatten().tolist()


def clipped(most: float) -> tuple[float, list[float]]:
    p, q = torch.nn.Parameter(torch.zeros(2)), torch.nn.Parameter(torch.zeros(1))
    p.grad, q.grad = torch.tensor([3.0, -4.0]), torch.tensor([12.0])
    norm = torch.nn.utils.clip_grad_norm_([p, q], most)
    return norm.item(), [*p.grad.tolist(), *q.grad.tolist()]


def factors(schedule) -> list[float]:
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    scheduler, rates = schedule(optimizer), []
    for _ in range(10):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return rates


def main() -> None:
    print("PyTorch", torch.__version__)
    for kind, options in OPTIMIZERS:
        print(kind.__name__, options, steps(kind, options))
    for loss, one_hot in [(torch.nn.CrossEntropyLoss(), False), (torch.nn.CrossEntropyLoss(label_smoothing=0.1), False),
                          (torch.nn.CrossEntropyLoss(label_smoothing=1.0), False), (torch.nn.MSELoss(), True), (torch.nn.MultiMarginLoss(), False)]:
        print(loss, *loss_and_gradient(loss, one_hot))
    for most in (1.0, 100.0):
        print("clip_grad_norm_", most, *clipped(most))
    print("StepLR", factors(lambda o: StepLR(o, 3, 0.5)))
    print("CosineAnnealingLR", factors(lambda o: CosineAnnealingLR(o, 10)))
    print("LinearLR", factors(lambda o: LinearLR(o, total_iters=4)))
    print("LinearLR, StepLR", factors(lambda o: SequentialLR(o, [LinearLR(o, total_iters=3), StepLR(o, 2, 0.5)], [3])))
    print("LinearLR, CosineAnnealingLR", factors(lambda o: SequentialLR(o, [LinearLR(o, total_iters=4), CosineAnnealingLR(o, 6)], [4])))


if __name__ == "__main__":
    main()
