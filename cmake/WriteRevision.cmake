# Fills in the git revision; leaves the file untouched where nothing changed, so that nothing is rebuilt.
find_package(Git QUIET)
set(QUANVAS_REVISION "unknown")
if(GIT_FOUND)  # and this is the root of a repository, not a folder within that of somebody else
  execute_process(COMMAND ${GIT_EXECUTABLE} -C ${SOURCE_DIR} rev-parse --show-prefix
                  OUTPUT_VARIABLE prefix OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
endif()
if(GIT_FOUND AND NOT failed AND prefix STREQUAL "")
  execute_process(COMMAND ${GIT_EXECUTABLE} -C ${SOURCE_DIR} describe --always --dirty --abbrev=12 --exclude=*
                  OUTPUT_VARIABLE revision OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(NOT failed)
    set(QUANVAS_REVISION "${revision}")
  endif()
endif()
if(QUANVAS_REVISION STREQUAL "unknown")  # in an archive that `git archive` made, the file names its commit
  file(STRINGS ${SOURCE_DIR}/cmake/revision.txt revision LIMIT_COUNT 1)
  if(NOT revision MATCHES "Format")
    string(SUBSTRING "${revision}" 0 12 QUANVAS_REVISION)
  endif()
endif()
configure_file(${IN} ${OUT} @ONLY)
