#include "sweep/status_file.hpp"

#include <cmath>
#include <ctime>

#include <unistd.h>

#include "base/error.hpp"
#include "base/process.hpp"
#include "store/file.hpp"

namespace quanvas::sweep {
namespace {

constexpr std::string_view kStates[] = {"starting", "waiting", "running", "ended", "dead"};

Json number(double value) { return std::isfinite(value) ? Json(std::round(1000 * value) / 1000) : Json(nullptr); }

Json worker_json(std::size_t rank, const dispatch::WorkerView& view, const trial::Sweep& sweep, double now) {
  Json json{{"rank", rank},
            {"host", view.process.host},
            {"process", view.process.number},
            {"state", kStates[static_cast<std::size_t>(view.state)]},
            {"done", view.done}};
  if (view.trial) {
    json["trial"] = view.trial->value;
    json["key"] = sweep.keys[view.trial->value].text;
    json["seconds"] = number(now - view.since);
  }
  json["silent_seconds"] = number(now - view.heard);
  return json;
}

}  // namespace

Json counts_of(const store::Index& index) {
  Json counts{{"total", index.entries.size()}};
  for (const std::string_view name : names_of<trial::Status>)
    counts[std::string(name)] = index.count(*parse_name<trial::Status>(name));
  counts["left"] = index.missing();
  return counts;
}

StatusFile::StatusFile(std::filesystem::path path, const trial::Sweep& sweep, const store::Index& before)
    : path_(std::move(path)),
      sweep_(sweep),
      before_{.completed = before.count(trial::Status::completed),
              .diverged = before.count(trial::Status::diverged),
              .lost = before.count(trial::Status::lost)} {
  status_ = {{"sweep", sweep.name},
             {"host", host_name()},
             {"process", ::getpid()},
             {"started", std::time(nullptr)},
             {"ended", nullptr},
             {"workers", Json::array()},
             {"seconds", 0},
             {"seconds_left", nullptr},
             {"stopping", false},
             {"last_error", ""},
             {"trials_per_second", 0.0}};
  status_["counts"] = counts_of(before);
  status_["counts"]["running"] = 0;
  write();  // whoever asks in the first second learns which process on which host has begun
}

void StatusFile::update(const dispatch::Coordinator& coordinator, double now) {
  if (now - written_ < std::chrono::duration<double>(kEvery).count() && !coordinator.ended()) return;
  written_ = now;
  const dispatch::Progress p = coordinator.progress(now);
  using trial::Status;
  Json counts{{"total", sweep_.trials.size()}};
  const auto put = [&](Status status, std::size_t count) { counts[std::string(to_name(status))] = count; };
  put(Status::completed, before_.completed + p.completed);
  put(Status::diverged, before_.diverged + p.diverged);
  put(Status::failed, p.failed);
  put(Status::lost, before_.lost + p.lost);
  put(Status::stopped, p.stopped);
  counts["elsewhere"] = p.elsewhere;
  counts["running"] = p.running;
  counts["left"] = p.total - p.done() - p.running;
  status_["counts"] = std::move(counts);
  status_["seconds"] = number(now);
  status_["seconds_left"] = number(p.seconds_left);
  status_["stopping"] = coordinator.stopping();
  status_["last_error"] = p.last_error;
  status_["workers"] = Json::array();
  std::size_t done = 0;
  for (std::size_t rank = 1; rank < coordinator.workers().size(); ++rank) {
    const dispatch::WorkerView& worker = coordinator.workers()[rank];
    status_["workers"].push_back(worker_json(rank, worker, sweep_, now));
    done += worker.done;
  }
  status_["trials_per_second"] = number(static_cast<double>(done) / std::max(now, 1e-3));
  write();
}

void StatusFile::end(End end, const std::string& error) {
  status_["ended"] = to_name(end);
  if (!error.empty()) status_["last_error"] = error;
  write();
}

void StatusFile::write() {
  status_["written"] = std::time(nullptr);
  const std::string text = json_text(status_, 1) + '\n';
  try {
    store::write_whole(path_, std::as_bytes(std::span(text)));
  } catch (const Error&) {
    // Whoever writes results there says what is wrong with the folder.
  }
}

std::optional<End> end_in(const std::optional<Json>& status) {
  if (!status || !(*status)["ended"].is_string()) return std::nullopt;
  return parse_name<End>((*status)["ended"].get<std::string>());
}

std::filesystem::path status_of_member(const store::Folder& folder, const std::string& member) {
  return folder.members() / (member + ".json");
}

std::optional<Json> read_status(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return std::nullopt;
  const std::vector<std::byte> bytes = store::read_whole(path);
  const char* const text = reinterpret_cast<const char*>(bytes.data());
  Json status = Json::parse(text, text + bytes.size(), nullptr, false);
  if (!status.is_object() || !status.contains("ended") || !status.contains("workers")) return std::nullopt;
  return status;
}

}  // namespace quanvas::sweep
