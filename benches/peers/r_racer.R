# R, vectorised over replications. Each line of standard input is a job, WORKLOAD RUNS SEED; each is answered by a line of
# JSON with the seconds of CPU it took and its answers.

block <- 16384
days <- 365

# The mean day on which 12,000 are used up; `begin` makes the state of so many runs, `losses` draws a day and moves it on.
until_nobody_is_left <- function(runs, begin, losses) {
  sum_of_days <- 0
  for (first in seq(0, runs - 1, by = block)) {
    n <- min(block, runs - first)
    strength <- rep(12000, n)
    state <- begin(n)
    while (n > 0) {
      sum_of_days <- sum_of_days + n
      today <- losses(n, state)
      strength <- strength - today$lost
      alive <- strength > 0
      strength <- strength[alive]
      state <- today$state[alive]
      n <- length(strength)
    }
  }
  list(day = sum_of_days / runs)
}

w1 <- function(runs) {
  until_nobody_is_left(runs, function(n) NULL, function(n, state) list(lost = rpois(n, 1200)))
}

w4 <- function(runs) {
  variance <- log1p(0.10^2)
  until_nobody_is_left(
    runs,
    function(n) 1200 * rlnorm(n, -variance / 2, sqrt(variance)),
    function(n, rate) {
      list(
        lost = rpois(n, rgamma(n, 60, rate = 60 / rate)),
        state = rate * rlnorm(n, -0.03^2 / 2, 0.03)
      )
    }
  )
}

w2 <- function(runs) {
  came <- matrix(0, days, runs)
  for (week in 1:52) {
    day <- 7 * week + floor(rexp(runs, 0.5))
    comes <- which(runif(runs) < 0.9 & day <= days)
    place <- cbind(day[comes], comes)
    came[place] <- came[place] + 1500
  }
  rest <- exp(-0.1)
  one <- 1 - rest
  two <- (1 - rest * 1.1) / one
  three <- (1 - rest * 1.105) / (1 - rest * 1.1)
  s1 <- s2 <- s3 <- back <- numeric(runs)
  strength <- rep(20000, runs)
  close <- matrix(0, days, runs)
  for (day in 1:days) {
    strength <- strength + came[day, ] + back
    lost <- pmin(rnbinom(runs, size = 20, mu = 360), strength)
    strength <- strength - lost
    s1 <- s1 + rbinom(runs, lost, 0.42)
    a1 <- rbinom(runs, s1, one)
    a2 <- rbinom(runs, a1, two)
    a3 <- rbinom(runs, a2, three)
    b1 <- rbinom(runs, s2, one)
    b2 <- rbinom(runs, b1, two)
    c1 <- rbinom(runs, s3, one)
    s1 <- s1 - a1
    s2 <- s2 + a1 - a2 - b1
    s3 <- s3 + a2 - a3 + b1 - b2 - c1
    back <- a3 + b2 + c1
    close[day, ] <- strength
  }
  quantiles <- apply(close, 1, quantile, c(0.05, 0.25, 0.5, 0.75, 0.95), names = FALSE)
  first <- apply(close < 10000, 2, function(below) if (any(below)) which.max(below) else days)
  list(end = mean(close[days, ]), median_90 = quantiles[3, 90], first = mean(first))
}

jobs <- list(w1 = w1, w2 = w2, w4 = w4)
input <- file("stdin", "r")
while (length(line <- readLines(input, 1)) > 0) {
  words <- strsplit(line, " ")[[1]]
  set.seed(as.integer(words[3]))
  before <- proc.time()
  answers <- jobs[[words[1]]](as.numeric(words[2]))
  seconds <- sum((proc.time() - before)[1:2])
  told <- paste0('"', names(answers), '": ', sapply(answers, format, digits = 12), collapse = ", ")
  cat(sprintf('{"seconds": %.6f, "answers": {%s}}\n', seconds, told))
  flush(stdout())
}
