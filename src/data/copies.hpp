// What is done about images that are there more than once, as a data set's row in the catalogue chooses it and
// data/draw does it.
#pragma once

namespace quanvas::data {

enum class Copies {
  as_they_are,     // nothing
  doubled_before,  // the images of the smallest class are taken twice before any is drawn: copies of one may train and
                   // test
  doubled_in_training,  // of images that are copies of one another (data/duplicates.hpp) only the first counts; then
                        // the smallest class's training images are taken twice
};

}  // namespace quanvas::data
