// What a sweep has found so far, from the shards of its folder, while it runs and afterwards.
#pragma once

#include "base/json.hpp"
#include "store/shard.hpp"
#include "trial/sweep.hpp"

namespace quanvas::sweep {

// {best, failures, checkpoint_age_seconds}.
//
// best: {metric, mean, deviation, replicates, configuration: {axis: value}}, the configuration (all axes but those that
// repeat it) of the highest mean final validation accuracy, among those with at least half as many finished replicates
// as the one with the most: early on a single lucky seed is no best. Null before a trial has completed. The deviation
// is the sample's, null for one replicate.
//
// failures: [{message, status, trials, first}], the failed and lost trials by message, the most frequent first.
//
// checkpoint_age_seconds: of the newest checkpoint; null where there is none.
Json folder_findings(const store::Folder& folder, const trial::Sweep& sweep);

}  // namespace quanvas::sweep
