/*
 * Preloaded into a process: its clock of the day jumps every 100 ms, by hours, days and years, back and forth. Waits until a time
 * of the day end when that clock shows it, as they do when the system's clock is set.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#define STEP 100000000L
#define SECOND 1000000000L

static time_t jump(const struct timespec *steady) {
    static const time_t seconds[] = {0, 3600, -86400, 31536000, -3600, 86400, -31536000};
    return seconds[(steady->tv_sec * (SECOND / STEP) + steady->tv_nsec / STEP) % 7];
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int failed = (int)syscall(SYS_clock_gettime, clock, now);
    if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        struct timespec steady;
        syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &steady);
        now->tv_sec += jump(&steady);
    }
    return failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec precise;
    int failed = clock_gettime(CLOCK_REALTIME, &precise);
    (void)zone;
    now->tv_sec = precise.tv_sec;
    now->tv_usec = precise.tv_nsec / 1000;
    return failed;
}

time_t time(time_t *out) {
    struct timespec precise;
    clock_gettime(CLOCK_REALTIME, &precise);
    if (out) {
        *out = precise.tv_sec;
    }
    return precise.tv_sec;
}

/* Waits until the time of the day or until the next jump: who waits looks again after a wait that ends early. */
int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex, const struct timespec *restrict until) {
    struct timespec now, end;
    clock_gettime(CLOCK_REALTIME, &now);
    clock_gettime(CLOCK_MONOTONIC, &end);
    long left = STEP - end.tv_nsec % STEP;
    int is_near = until->tv_sec - now.tv_sec <= 1;
    long wanted = is_near ? (until->tv_sec - now.tv_sec) * SECOND + until->tv_nsec - now.tv_nsec : left;
    int is_last = is_near && wanted <= left;
    if (is_last) {
        left = wanted < 0 ? 0 : wanted;
    }
    end.tv_sec += (end.tv_nsec + left) / SECOND;
    end.tv_nsec = (end.tv_nsec + left) % SECOND;
    int result = pthread_cond_clockwait(condition, mutex, CLOCK_MONOTONIC, &end);
    return result == ETIMEDOUT && !is_last ? 0 : result;
}

int cnd_timedwait(cnd_t *restrict condition, mtx_t *restrict mutex, const struct timespec *restrict until) {
    switch (pthread_cond_timedwait((pthread_cond_t *)condition, (pthread_mutex_t *)mutex, until)) {
    case 0:
        return thrd_success;
    case ETIMEDOUT:
        return thrd_timedout;
    default:
        return thrd_error;
    }
}
