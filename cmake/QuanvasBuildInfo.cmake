# Writes what a result must be traceable to (revision, compiler, flags, library versions) into a source file that
# is refreshed at every build, so that a commit made after configuring is not missed.
set(QUANVAS_BUILD_INFO_SOURCE ${PROJECT_BINARY_DIR}/generated/build_info.cpp)
string(TOUPPER "${CMAKE_BUILD_TYPE}" _type)
set(QUANVAS_FLAGS "${CMAKE_CXX_FLAGS_${_type}}")
get_target_property(_options quanvas_options INTERFACE_COMPILE_OPTIONS)
list(FILTER _options EXCLUDE REGEX "^.<")
list(JOIN _options " " _options)
set(QUANVAS_MPI_TEXT "no MPI")
if(QUANVAS_MPI)
  string(REGEX MATCH "^[^,]+" _mpi "${MPI_C_LIBRARY_VERSION_STRING}")
  set(QUANVAS_MPI_TEXT "MPI ${MPI_C_VERSION} (${_mpi})")
endif()
string(STRIP "${CMAKE_CXX_FLAGS} ${QUANVAS_FLAGS} ${_options}" QUANVAS_FLAGS)
set(QUANVAS_LIBRARIES "Eigen ${Eigen3_VERSION}, HDF5 ${HDF5_VERSION}, ${QUANVAS_MPI_TEXT}, Boost ${Boost_VERSION_STRING}, fmt ${fmt_VERSION}, toml++ ${tomlplusplus_VERSION}, zlib ${ZLIB_VERSION_STRING}")

file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/generated)
file(WRITE ${PROJECT_BINARY_DIR}/generated/build_info.in "\
#include \"base/build_info.hpp\"

namespace quanvas {
const BuildInfo& build_info() {
  static const BuildInfo info{
      .version = R\"(${PROJECT_VERSION})\",
      .revision = R\"(@QUANVAS_REVISION@)\",
      .compiler = R\"(${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION})\",
      .flags = R\"(${QUANVAS_FLAGS})\",
      .libraries = R\"(${QUANVAS_LIBRARIES})\",
  };
  return info;
}
}  // namespace quanvas
")
add_custom_target(quanvas_build_info
  COMMAND ${CMAKE_COMMAND} -DSOURCE_DIR=${PROJECT_SOURCE_DIR} -DIN=${PROJECT_BINARY_DIR}/generated/build_info.in
          -DOUT=${QUANVAS_BUILD_INFO_SOURCE} -P ${CMAKE_CURRENT_LIST_DIR}/WriteRevision.cmake
  BYPRODUCTS ${QUANVAS_BUILD_INFO_SOURCE}
  COMMENT "Reading the git revision"
  VERBATIM)
