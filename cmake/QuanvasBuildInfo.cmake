# Writes what a result must be traceable to (revision, compiler, flags, library versions) into a source file that
# is refreshed at every build, so that a commit made after configuring is not missed.
set(QUANVAS_BUILD_INFO_SOURCE ${CMAKE_BINARY_DIR}/generated/build_info.cpp)
set(QUANVAS_FLAGS "${CMAKE_CXX_FLAGS_${CMAKE_BUILD_TYPE}}")
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  set(QUANVAS_FLAGS "${CMAKE_CXX_FLAGS_RELEASE}")
endif()
get_target_property(_options quanvas_options INTERFACE_COMPILE_OPTIONS)
list(FILTER _options EXCLUDE REGEX "^.<")
list(JOIN _options " " _options)
string(REGEX MATCH "^[^,]+" QUANVAS_MPI "${MPI_C_LIBRARY_VERSION_STRING}")
string(STRIP "${CMAKE_CXX_FLAGS} ${QUANVAS_FLAGS} ${_options}" QUANVAS_FLAGS)
set(QUANVAS_LIBRARIES "Eigen ${Eigen3_VERSION}, HDF5 ${HDF5_VERSION}, MPI ${MPI_C_VERSION} (${QUANVAS_MPI}), Boost ${Boost_VERSION_STRING}, fmt ${fmt_VERSION}, toml++ ${tomlplusplus_VERSION}, zlib ${ZLIB_VERSION_STRING}")

file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/generated)
file(WRITE ${CMAKE_BINARY_DIR}/generated/build_info.in "\
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
  COMMAND ${CMAKE_COMMAND} -DSOURCE_DIR=${CMAKE_SOURCE_DIR} -DIN=${CMAKE_BINARY_DIR}/generated/build_info.in
          -DOUT=${QUANVAS_BUILD_INFO_SOURCE} -P ${CMAKE_CURRENT_LIST_DIR}/WriteRevision.cmake
  BYPRODUCTS ${QUANVAS_BUILD_INFO_SOURCE}
  COMMENT "Reading the git revision"
  VERBATIM)
