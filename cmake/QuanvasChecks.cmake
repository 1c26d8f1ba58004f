# Assertions, and the sanitizers that QUANVAS_CHECKS names.
if(QUANVAS_CHECKS MATCHES "^(address|ON|1)$")
  set(sanitizers -fsanitize=address,undefined -fno-sanitize-recover=undefined)
elseif(NOT QUANVAS_CHECKS STREQUAL "thread")
  message(FATAL_ERROR "QUANVAS_CHECKS is OFF, address or thread, not ${QUANVAS_CHECKS}")
else()
  set(sanitizers -fsanitize=thread)
  # The sanitizer and tests/support/count_allocations.cpp both define operator new; the first one, the sanitizer's, is taken.
  target_link_options(quanvas_options INTERFACE LINKER:--allow-multiple-definition)
endif()
target_compile_options(quanvas_options INTERFACE -UNDEBUG -D_GLIBCXX_ASSERTIONS -O1 -g -fno-omit-frame-pointer ${sanitizers})
target_link_options(quanvas_options INTERFACE ${sanitizers})
