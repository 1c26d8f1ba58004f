// An MPI program to probe a batch system with: `tiny sum` adds the ranks up, `tiny drain SECONDS` runs until a signal
// tells it to stop (exit code 75).
#include <mpi.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int rank, heard_usr1;

static void hear(int number) {
  char line[64];
  const char* name = number == SIGUSR1 ? "USR1" : "TERM";
  const int length = snprintf(line, sizeof line, "rank %d hears %s\n", rank, name);
  if (write(2, line, (size_t)length) < 0) _exit(1);
  heard_usr1 |= number == SIGUSR1;
}

int main(int count, char** arguments) {
  // First of all: an early signal would end the program.
  signal(SIGUSR1, hear);
  signal(SIGTERM, hear);
  MPI_Init(&count, &arguments);
  int size, sum;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  const char* node = getenv("SLURMD_NODENAME");
  printf("rank %d of %d on %s process %d\n", rank, size, node ? node : "no node", (int)getpid());
  fflush(stdout);
  MPI_Allreduce(&rank, &sum, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
  if (rank == 0) printf("sum %d\n", sum);
  fflush(stdout);
  int drained = 0;
  if (count > 2 && strcmp(arguments[1], "drain") == 0) {
    const double end = MPI_Wtime() + atof(arguments[2]);
    for (int stop = 0; !stop && !drained;) {
      int mine[2] = {MPI_Wtime() > end, heard_usr1}, all[2];
      MPI_Allreduce(mine, all, 2, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
      stop = all[0];
      drained = all[1];
      usleep(50000);
    }
  }
  if (rank == 0) printf(drained ? "drained\n" : "finished\n");
  fflush(stdout);
  MPI_Finalize();
  return drained ? 75 : 0;
}
