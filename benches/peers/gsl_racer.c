/* The race's workloads in C with GSL: gcc -O3 -march=native gsl_racer.c -lgsl -lgslcblas -lm
 *
 * Each line of standard input is a job, GENERATOR WORKLOAD RUNS SEED; each is answered by a line of JSON with the seconds
 * of CPU it took and its answers. */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_version.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DAYS = 365 };

static double cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec + 1e-9 * now.tv_nsec;
}

static double w1(const gsl_rng *rng, long runs)
{
    long days = 0;
    for (long run = 0; run < runs; run++)
        for (long strength = 12000; strength > 0; days++)
            strength -= gsl_ran_poisson(rng, 1200.0);
    return (double)days / runs;
}

static double w4(const gsl_rng *rng, long runs)
{
    const double variance = log1p(0.10 * 0.10);
    long days = 0;
    for (long run = 0; run < runs; run++) {
        double rate = 1200.0 * exp(gsl_ran_gaussian_ziggurat(rng, sqrt(variance)) - variance / 2);
        for (long strength = 12000; strength > 0; days++) {
            strength -= gsl_ran_poisson(rng, gsl_ran_gamma(rng, 60.0, rate / 60.0));
            rate *= exp(gsl_ran_gaussian_ziggurat(rng, 0.03) - 0.03 * 0.03 / 2);
        }
    }
    return (double)days / runs;
}

/* Three stages of recovery as counts; who moves on, and how far, is binomial. */
struct stages {
    unsigned first, second, third;
};

static unsigned recover(const gsl_rng *rng, struct stages *in, unsigned entering)
{
    const double rest = exp(-0.1), one = 1 - rest, two = 1 - rest * 1.1, three = 1 - rest * 1.105;
    in->first += entering;
    unsigned a1 = gsl_ran_binomial(rng, one, in->first);
    unsigned a2 = gsl_ran_binomial(rng, two / one, a1);
    unsigned a3 = gsl_ran_binomial(rng, three / two, a2);
    unsigned b1 = gsl_ran_binomial(rng, one, in->second);
    unsigned b2 = gsl_ran_binomial(rng, two / one, b1);
    unsigned c1 = gsl_ran_binomial(rng, one, in->third);
    in->first -= a1;
    in->second += a1 - a2 - b1;
    in->third += a2 - a3 + b1 - b2 - c1;
    return a3 + b2 + c1;
}

/* One year; strengths at close go into column `run` of `close`, of `runs` columns. */
static int year(const gsl_rng *rng, int pools, int *close, long run, long runs)
{
    int arrivals[DAYS + 1] = {0}, returns[DAYS + 2] = {0}, first = DAYS;
    struct stages stages = {0, 0, 0};
    long strength = 20000;
    for (int week = 1; week <= 52; week++) {
        if (gsl_rng_uniform(rng) < 0.9) {
            int day = 7 * week + (int)gsl_ran_exponential(rng, 2.0);
            if (day <= DAYS)
                arrivals[day] += 1500;
        }
    }
    for (int day = 1; day <= DAYS; day++) {
        strength += arrivals[day] + returns[day];
        long lost = gsl_ran_poisson(rng, gsl_ran_gamma(rng, 20.0, 18.0));
        if (lost > strength)
            lost = strength;
        strength -= lost;
        unsigned returners = gsl_ran_binomial(rng, 0.42, lost);
        if (pools) {
            returns[day + 1] = recover(rng, &stages, returners);
        } else {
            for (unsigned i = 0; i < returners; i++) {
                int back = day + 1 + (int)gsl_ran_gamma(rng, 2.5, 12.0);
                if (back <= DAYS)
                    returns[back]++;
            }
        }
        close[(day - 1) * runs + run] = strength;
        if (strength < 10000 && day < first)
            first = day;
    }
    return first;
}

static int ascending(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static void w2(const gsl_rng *rng, long runs, int pools, double answers[3])
{
    int *close = malloc(sizeof *close * DAYS * runs);
    double first = 0, end = 0;
    volatile int quantiles[5] = {0};
    for (long run = 0; run < runs; run++)
        first += year(rng, pools, close, run, runs);
    for (long run = 0; run < runs; run++)
        end += close[(DAYS - 1) * runs + run];
    for (int day = 0; day < DAYS; day++) {
        const double levels[5] = {0.05, 0.25, 0.5, 0.75, 0.95};
        int *row = close + day * runs;
        qsort(row, runs, sizeof *row, ascending);
        for (int i = 0; i < 5; i++)
            quantiles[i] = row[(long)(levels[i] * (runs - 1))];
        if (day == 89)
            answers[1] = quantiles[2];
    }
    answers[0] = end / runs;
    answers[2] = first / runs;
    free(close);
}

int main(int argc, char **argv)
{
    char generator[16], workload[16];
    long runs;
    unsigned long seed;
    if (argc > 1 && !strcmp(argv[1], "--version")) {
        puts(GSL_VERSION);
        return 0;
    }
    while (scanf("%15s %15s %ld %lu", generator, workload, &runs, &seed) == 4) {
        gsl_rng *rng = gsl_rng_alloc(strcmp(generator, "taus2") ? gsl_rng_mt19937 : gsl_rng_taus2);
        gsl_rng_set(rng, seed);
        double before = cpu_seconds(), answers[3];
        int years = !strncmp(workload, "w2", 2);
        if (years)
            w2(rng, runs, !strcmp(workload, "w2"), answers);
        else
            answers[0] = strcmp(workload, "w4") ? w1(rng, runs) : w4(rng, runs);
        double seconds = cpu_seconds() - before;
        if (years)
            printf("{\"seconds\": %.9f, \"answers\": {\"end\": %.9g, \"median_90\": %.9g, \"first\": %.9g}}\n",
                   seconds, answers[0], answers[1], answers[2]);
        else
            printf("{\"seconds\": %.9f, \"answers\": {\"day\": %.9g}}\n", seconds, answers[0]);
        fflush(stdout);
        gsl_rng_free(rng);
    }
    return 0;
}
