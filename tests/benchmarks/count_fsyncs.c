/* Preloaded into the process under test: counts its fsync and fdatasync calls in a shared file of one 8-byte number. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static uint64_t *count;
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);

__attribute__((constructor)) static void prepare(void)
{
    const char *path = getenv("COUNT_FSYNCS_IN");
    int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    void *page = file < 0 ? MAP_FAILED : mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);

    if (file >= 0)
        close(file);
    count = page == MAP_FAILED ? NULL : page;
    real_fsync = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
}

static void counted(void)
{
    if (count)
        __atomic_add_fetch(count, 1, __ATOMIC_RELAXED);
}

int fsync(int file)
{
    counted();
    return real_fsync(file);
}

int fdatasync(int file)
{
    counted();
    return real_fdatasync(file);
}
