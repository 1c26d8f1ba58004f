# What is installed: the program, what it needs at run time, and what people read. `cpack -G DEB` makes a Debian package.
include(GNUInstallDirs)
set(share ${CMAKE_INSTALL_DATADIR}/quanvas)
install(TARGETS quanvas RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY analysis DESTINATION ${share} PATTERN __pycache__ EXCLUDE)
install(DIRECTORY sweeps slurm docs DESTINATION ${share})
install(DIRECTORY examples DESTINATION ${share} OPTIONAL PATTERN __pycache__ EXCLUDE)
install(FILES README.md CHANGELOG.md CITATION.cff LICENSE DESTINATION ${share})

# Completions and manual pages come from the program itself.
if(NOT CMAKE_CROSSCOMPILING)
  set(QUANVAS_GENERATED "\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}")
  install(CODE "
    set(program \"$<TARGET_FILE:quanvas>\")
    set(data \"${QUANVAS_GENERATED}/${CMAKE_INSTALL_DATADIR}\")
    set(pages \"${QUANVAS_GENERATED}/${CMAKE_INSTALL_MANDIR}/man1\")")
  install(SCRIPT cmake/GenerateTexts.cmake)
endif()

set(CPACK_PACKAGE_VENDOR "Quanvas")
set(CPACK_PACKAGE_CONTACT "The Quanvas authors <quanvas@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_GENERATOR TGZ)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS
    "openmpi-bin, python3, python3-h5py, python3-matplotlib, python3-numpy, python3-pandas, python3-scipy, python3-statsmodels")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "dataset-fashion-mnist, graphviz, librsvg2-bin")
include(CPack)
