// A sweep that trains in a moment.
#pragma once

namespace quanvas::test {

// Four trials of two epochs.
inline constexpr const char* kTinySweep =
    "[sweep]\nname = 'tiny'\n[fixed]\ndataset = 'synthetic'\nsamples_per_class = 4\nepochs = 2\n[axes]\nwiring = "
    "['none', 'O1+O2']\nseed = [1, 2]\n";

}  // namespace quanvas::test
