"""Quanvas for Spack: spack repo add packaging/spack && spack install quanvas"""

from spack.package import *


class Quanvas(CMakePackage):
    """Sweeps over (residual) quanvolutional neural networks, with a SIMD simulator of quantum circuits, over MPI."""

    license("Apache-2.0")
    maintainers()

    version("0.2.0", no_cache=True)  # the sources around this recipe: spack develop --path . quanvas@0.2.0

    variant("mpi", default=True, description="Sweeps over several processes")
    variant("python", default=True, description="What reports are drawn with")

    depends_on("c", type="build")
    depends_on("cxx", type="build")
    depends_on("cmake@3.22:", type="build")
    depends_on("fmt@9:12")
    depends_on("tomlplusplus@3.3:")
    depends_on("eigen@3.4:")
    depends_on("hdf5@1.10:")
    depends_on("boost@1.74: +program_options")
    depends_on("jpeg")
    depends_on("libpng")
    depends_on("nlohmann-json")
    depends_on("random123")
    depends_on("xxhash")
    depends_on("zlib-api")
    depends_on("mpi", when="+mpi")
    with when("+python"):
        depends_on("python@3.11:", type="run")
        for package in ("h5py", "matplotlib", "numpy", "pandas", "scipy", "statsmodels"):
            depends_on(f"py-{package}", type="run")

    def cmake_args(self):
        target = self.spec.target.optimization_flags(self.compiler.name, str(self.compiler.version))
        arch = next((word.split("=", 1)[1] for word in target.split() if word.startswith("-march=")), "")
        return [self.define_from_variant("QUANVAS_MPI", "mpi"), self.define("QUANVAS_ARCH", arch),
                self.define("QUANVAS_TESTS", False), self.define("QUANVAS_BENCHMARKS", False)]
