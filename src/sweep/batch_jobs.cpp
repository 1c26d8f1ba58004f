#include "sweep/batch_jobs.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "batch/command.hpp"
#include "batch/script.hpp"
#include "store/file.hpp"
#include "store/lock.hpp"

namespace quanvas::sweep {
namespace {

std::filesystem::path jobs_file(const store::Folder& folder) { return batch::job_folder(folder.root) / "jobs.json"; }

}  // namespace

std::vector<BatchJob> jobs_of(const store::Folder& folder) {
  std::vector<BatchJob> jobs;
  std::error_code ignored;
  if (!std::filesystem::exists(jobs_file(folder), ignored)) return jobs;
  const std::vector<std::byte> bytes = store::read_whole(jobs_file(folder));
  const char* const text = reinterpret_cast<const char*>(bytes.data());
  const Json json = Json::parse(text, text + bytes.size(), nullptr, false);
  if (!json.is_array()) return jobs;
  for (const Json& job : json)
    if (job.is_object()) jobs.push_back({.id = job.value("id", ""), .what = job.value("what", "")});
  return jobs;
}

void note_jobs(const store::Folder& folder, const std::vector<BatchJob>& jobs) {
  Json json = Json::array();
  for (const std::vector<BatchJob>& some : {jobs_of(folder), jobs})
    for (const BatchJob& job : some) json.push_back({{"id", job.id}, {"what", job.what}});
  const std::string text = json_text(json, 1) + '\n';
  store::write_whole(jobs_file(folder), std::as_bytes(std::span(text)));
}

Json look_at_jobs(const store::Folder& folder) {
  Json rows = Json::array();
  const std::vector<BatchJob> jobs = jobs_of(folder);
  if (jobs.empty() || !batch::has_command("squeue")) return rows;
  for (const BatchJob& job : jobs) {
    const batch::Answer answer =
        batch::run_command({"squeue", "--noheader", "--jobs=" + job.id, "--format=%i|%T|%r|%M|%l|%N"});
    if (answer.exit_code != 0) continue;  // it has forgotten it
    for (const std::string_view line : split(answer.output, '\n')) {
      const std::vector<std::string_view> fields = split(line, '|');
      if (fields.size() < 6) continue;
      rows.push_back({{"id", fields[0]},
                      {"what", job.what},
                      {"state", fields[1]},
                      {"reason", fields[2]},
                      {"time", fields[3]},
                      {"limit", fields[4]},
                      {"nodes", fields[5]}});
    }
  }
  return rows;
}

void require_unused(const store::Folder& folder) {
  const std::string name = folder.root.string();
  for (const Json& job : look_at_jobs(folder))
    if (job["what"] == "sweep")
      fail("{}: job {} ({}) is there for it already; wait until it ends, `scancel {}`, or choose another --out", name,
           job["id"].get<std::string>(), job["state"].get<std::string>(), job["id"].get<std::string>());
  if (const auto owner = store::lock_owner(folder); owner && !is_dead(*owner))
    fail("{}: in use by process {} on {}; wait until it ends, or choose another --out", name, owner->process.number,
         owner->process.host);
  if (const std::size_t members = living_members(folder).size(); members > 0)
    fail("{}: in use by {} processes that share it; wait until they end, or choose another --out", name, members);
}

}  // namespace quanvas::sweep
