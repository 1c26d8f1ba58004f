"""The workloads of `quanvas bench` in other simulators."""
