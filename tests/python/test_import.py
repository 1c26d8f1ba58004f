"""What importing the package needs and takes."""

import subprocess
import sys


def test_neither_mpi_nor_hdf5_nor_torch_is_loaded(packages):
    code = "import quanvas, sys; print([m for m in sys.modules if m in ('torch', 'h5py', 'pandas')]); print(open('/proc/self/maps').read())"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": str(packages)}).stdout
    assert out.startswith("[]\n")
    assert "_core" in out and "libmpi" not in out and "libhdf5" not in out
