#!/usr/bin/env python3
"""Records what reference programs compute, for the tests of the statistics of WrightEvaluation.

    python3 -m venv venv
    venv/bin/pip install numpy scipy statsmodels scikit-learn krippendorff ppi-python
    venv/bin/python Tests/WrightEvaluationTests/Fixtures/record_statistics.py

Writes statistics.json and agreement.json beside itself. Every random choice is seeded.
"""

import json
import math
import pathlib

import krippendorff
import numpy
import ppi_py
import scipy.optimize
import scipy.stats
import sklearn.metrics
import statsmodels.api
import statsmodels.stats.contingency_tables
import statsmodels.stats.inter_rater
import statsmodels.stats.multitest
import statsmodels.stats.power
import statsmodels.stats.proportion

FOLDER = pathlib.Path(__file__).resolve().parent


def write(name, value):
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    (FOLDER / name).write_text(text + "\n", encoding="utf-8")


def floats(values):
    return [float(value) for value in values]


def distributions():
    t = [
        {"df": df, "t": x, "tail": float(scipy.stats.t.sf(x, df))}
        for df in (1, 2, 2.5, 5, 9, 30, 199.5, 5000)
        for x in (0.0, 0.01, 0.5, 1.96, 4.0, 12.0)
    ]
    quantiles = [
        {"df": df, "tail": p, "t": float(scipy.stats.t.isf(p, df))}
        for df in (1, 3, 7.7, 29, 1000)
        for p in (0.4, 0.1, 0.05, 0.025, 0.005, 1e-6)
    ]
    return {"tails": t, "quantiles": quantiles}


def means():
    random = numpy.random.default_rng(11)
    cases = []
    for count, groups in ((5, None), (40, None), (60, 8), (200, 25), (30, 30)):
        values = random.beta(2, 1, count)
        case = {"values": floats(values)}
        if groups is None:
            low, high = scipy.stats.t.interval(0.95, count - 1, values.mean(), scipy.stats.sem(values))
            case |= {"error": float(scipy.stats.sem(values)), "low": float(low), "high": float(high)}
        else:
            cluster = numpy.arange(count) % groups if groups == count else random.integers(0, groups, count)
            values = values + random.normal(0, 0.3, groups)[cluster]
            fit = statsmodels.api.OLS(values, numpy.ones(count)).fit(
                cov_type="cluster", cov_kwds={"groups": cluster}, use_t=True
            )
            low, high = fit.conf_int(0.05)[0]
            case = {"values": floats(values), "clusters": [str(c) for c in cluster]}
            case |= {"error": float(fit.bse[0]), "low": float(low), "high": float(high)}
        cases.append(case)
    return cases


def wilson():
    cases = []
    for successes, count in ((0, 7), (1, 3), (8, 10), (50, 100), (997, 1000)):
        low, high = statsmodels.stats.proportion.proportion_confint(successes, count, 0.05, "wilson")
        cases.append({"successes": successes, "count": count, "low": float(low), "high": float(high)})
    return cases


def sign_flips():
    random = numpy.random.default_rng(5)
    cases = []
    for count in (2, 4, 7, 12, 15):
        for step in (0.0, 0.1):
            values = random.normal(0.2, 0.5, count)
            if step:
                values = numpy.round(values / step) * step
            test = scipy.stats.permutation_test(
                (values,), lambda x, axis: x.sum(axis=axis), permutation_type="samples", n_resamples=numpy.inf, vectorized=True
            )
            cases.append({"differences": floats(values), "p": float(test.pvalue)})
    return cases


def mcnemar():
    cases = []
    for gains, losses in ((0, 0), (1, 0), (3, 9), (10, 10), (40, 61), (700, 600)):
        p = statsmodels.stats.contingency_tables.mcnemar([[50, gains], [losses, 60]], exact=True).pvalue
        cases.append({"gains": gains, "losses": losses, "p": float(min(1.0, p))})
    return cases


def tango_limit(gains, losses, count, sign):
    """The difference at which the score statistic is 1.96, with the likelihood maximised numerically."""
    z = scipy.stats.norm.ppf(0.975)

    def score(difference):
        def slope(loss):
            # Derivative of the log likelihood with gain = loss + difference.
            return losses / loss + gains / (loss + difference) - 2 * (count - gains - losses) / (1 - 2 * loss - difference)

        low, high = max(0.0, -difference), (1 - difference) / 2
        loss = scipy.optimize.brentq(slope, low + 1e-13, high - 1e-13, xtol=1e-15)
        variance = count * (2 * loss + difference * (1 - difference))
        return (gains - losses - count * difference) / variance**0.5

    estimate = (gains - losses) / count
    bounds = (-1 + 1e-9, estimate) if sign > 0 else (estimate, 1 - 1e-9)
    return scipy.optimize.brentq(lambda difference: score(difference) - sign * z, *bounds, xtol=1e-14)


def tango():
    return [
        {
            "count": count, "gains": gains, "losses": losses, "low": tango_limit(gains, losses, count, 1),
            "high": tango_limit(gains, losses, count, -1),
        }
        for count, gains, losses in ((20, 3, 2), (50, 12, 4), (100, 1, 9), (400, 30, 31), (1000, 200, 120))
    ]


def multiple():
    random = numpy.random.default_rng(3)
    cases = []
    for count in (1, 2, 7, 20):
        values = random.uniform(0, 0.2, count)
        cases.append(
            {
                "p": floats(values),
                "holm": floats(statsmodels.stats.multitest.multipletests(values, method="holm")[1]),
                "bh": floats(statsmodels.stats.multitest.multipletests(values, method="fdr_bh")[1]),
            }
        )
    return cases


def power():
    test = statsmodels.stats.power.TTestPower()
    cases = [
        {"size": size, "count": count, "alpha": alpha, "power": float(test.power(size, count, alpha))}
        for size in (0.05, 0.2, 0.5, 1.0)
        for count in (3, 10, 50, 400, 3000)
        for alpha in (0.05, 0.01)
    ]
    # SciPy's noncentral t gives up where the power is 1 to the last digit.
    return [case for case in cases if not math.isnan(case["power"])]


def kappas():
    random = numpy.random.default_rng(8)
    cases = []
    for count, size in ((20, 2), (60, 3), (200, 5)):
        first = random.integers(0, size, count)
        second = numpy.where(random.uniform(size=count) < 0.6, first, random.integers(0, size, count))
        table = sklearn.metrics.confusion_matrix(first, second)
        case = {"first": [str(x) for x in first], "second": [str(x) for x in second]}
        for name, weights, wt in (("none", None, None), ("linear", "linear", "linear"), ("quadratic", "quadratic", "quadratic")):
            found = statsmodels.stats.inter_rater.cohens_kappa(table, wt=wt)
            case[name] = {
                "kappa": float(sklearn.metrics.cohen_kappa_score(first, second, weights=weights)),
                "error": float(found.std_kappa),
            }
        cases.append(case)
    return cases


def alphas():
    random = numpy.random.default_rng(9)
    cases = []
    for raters, items, missing in ((2, 10, 0.0), (3, 12, 0.2), (5, 40, 0.4)):
        truth = random.integers(1, 6, items)
        ratings = numpy.where(random.uniform(size=(raters, items)) < 0.7, truth, random.integers(1, 6, (raters, items)))
        ratings = ratings.astype(float)
        ratings[random.uniform(size=(raters, items)) < missing] = numpy.nan
        case = {"ratings": [[None if numpy.isnan(x) else float(x) for x in row] for row in ratings]}
        for level in ("nominal", "ordinal", "interval", "ratio"):
            case[level] = float(krippendorff.alpha(reliability_data=ratings, level_of_measurement=level))
        cases.append(case)
    return cases


def prediction_powered():
    random = numpy.random.default_rng(21)
    cases = []
    for labelled, unlabelled, noise, bias in ((20, 300, 0.1, 0.1), (50, 1000, 0.5, -0.2), (10, 40, 0.05, 0.0), (30, 100, 5.0, 0.3)):
        truth = random.uniform(size=labelled + unlabelled)
        score = truth + bias + random.normal(0, noise, labelled + unlabelled)
        y, f, u = truth[:labelled], score[:labelled], score[labelled:]
        low, high = ppi_py.ppi_mean_ci(y, f, u, alpha=0.05)
        point = ppi_py.ppi_mean_pointestimate(y, f, u)
        cases.append(
            {
                "labels": floats(y), "scores": floats(f), "unlabelled": floats(u), "mean": float(numpy.ravel(point)[0]),
                "low": float(numpy.ravel(low)[0]), "high": float(numpy.ravel(high)[0]),
            }
        )
    return cases


def main():
    write(
        "statistics.json",
        {
            "t": distributions(), "means": means(), "wilson": wilson(), "signFlips": sign_flips(), "mcnemar": mcnemar(),
            "tango": tango(),
            "multiple": multiple(), "power": power(), "predictionPowered": prediction_powered(),
        },
    )
    write("agreement.json", {"kappas": kappas(), "alphas": alphas()})


main()
