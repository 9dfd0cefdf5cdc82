#!/usr/bin/env -S uv run --script
# /// script
# requires-python = ">=3.11"
# dependencies = ["joblib", "numpy", "scikit-learn==1.9.1"]
# ///
"""Exports a fitted scikit-learn classifier as JSON, a head of babycry.

    uv run tools/export_sklearn.py model.joblib [--encoder label_encoder.joblib] --out model.json

model.joblib contains a classifier, a Pipeline of transforms and a classifier, or a dict with one of them
under "model", "classifier" or "pipeline", optionally with a LabelEncoder under "label_encoder" or
"encoder". Loading a joblib file runs the code in it: export only files that you trust.

Use the version of scikit-learn that fitted the model; 1.9.1 is tested. The JSON:

    {"format": "sklearn-json/1", "sklearn": VERSION, "n_features": d, "classes": [label, ...],
     "steps": [transform, ...], "classifier": {"type": ..., ...}}

classes are in the order of the probabilities. The types in src/head/ list the fields of transforms and
classifiers. To try the JSON:

    import { createHead } from "@babycry/babycry";
    createHead(JSON.parse(text), "mine").probabilities(features);
"""

import argparse
import json

import joblib
import numpy as np
import sklearn


def lists(values):
    return np.asarray(values).tolist()


# Transforms


def standard_scaler(t):
    d = t.n_features_in_
    mean = t.mean_ if t.with_mean else np.zeros(d)
    scale = t.scale_ if t.with_std else np.ones(d)
    return {"type": "standard_scaler", "mean": lists(mean), "scale": lists(scale)}


def robust_scaler(t):
    d = t.n_features_in_
    mean = t.center_ if t.with_centering else np.zeros(d)
    scale = t.scale_ if t.with_scaling else np.ones(d)
    return {"type": "standard_scaler", "mean": lists(mean), "scale": lists(scale)}


def max_abs_scaler(t):
    d = t.n_features_in_
    clip = [-1.0, 1.0] if getattr(t, "clip", False) else None
    return {"type": "affine", "scale": lists(1 / t.scale_), "offset": [0.0] * d, "clip": clip}


def min_max_scaler(t):
    clip = [float(v) for v in t.feature_range] if t.clip else None
    return {"type": "affine", "scale": lists(t.scale_), "offset": lists(t.min_), "clip": clip}


def pca(t):
    scale = np.sqrt(t.explained_variance_) if t.whiten else np.ones(t.n_components_)
    # Like scikit-learn, avoid a division by zero variance.
    scale = np.maximum(scale, np.finfo(scale.dtype).eps)
    return {"type": "pca", "mean": lists(t.mean_), "components": lists(t.components_), "scale": lists(scale)}


def selector(t):
    return {"type": "select", "index": lists(np.flatnonzero(t.get_support()))}


def normalizer(t):
    return {"type": "normalizer", "norm": t.norm}


# Classifiers


def tree(estimator, share):
    """Arrays of a tree: node i is a leaf if left[i] is -1; else float32(x[feature[i]]) <= threshold[i] goes left."""
    t = estimator.tree_
    value = t.value[:, 0, :]
    if share:
        value = value / value.sum(axis=1, keepdims=True)
    return {
        "left": lists(t.children_left),
        "right": lists(t.children_right),
        "feature": lists(t.feature),
        "threshold": lists(t.threshold),
        "value": lists(value),
    }


def logistic_regression(m):
    link = "sigmoid" if len(m.classes_) == 2 else "softmax"
    return {"type": "logistic_regression", "link": link, "coef": lists(m.coef_), "intercept": lists(m.intercept_)}


def forest(m):
    return {"type": "forest", "trees": [tree(e, share=True) for e in m.estimators_]}


def decision_tree(m):
    return {"type": "forest", "trees": [tree(m, share=True)]}


def gradient_boosting(m):
    if m.init is not None or m.loss != "log_loss":
        raise SystemExit("GradientBoostingClassifier: expected the default init and the loss log_loss")
    eps = np.finfo(np.float32).eps
    prior = np.clip(m.init_.class_prior_, eps, 1 - eps)
    two = len(prior) == 2
    return {
        "type": "gradient_boosting",
        "link": "sigmoid" if two else "softmax",
        "learning_rate": float(m.learning_rate),
        "start": lists([np.log(prior[1] / (1 - prior[1]))] if two else np.log(prior)),
        "stages": [[tree(t, share=False) for t in stage] for stage in m.estimators_],
    }


def svc(m):
    if m.kernel not in ("rbf", "linear"):
        raise SystemExit(f"SVC: expected the kernel rbf or linear, received {m.kernel}")
    if len(m._probA) == 0:
        raise SystemExit("SVC: expected a model fitted with probability=True")
    # Attributes with an underscore have the signs of libsvm.
    return {
        "type": "svc",
        "kernel": m.kernel,
        "gamma": float(m._gamma),
        "support_vectors": lists(m.support_vectors_),
        "n_support": lists(m.n_support_),
        "dual_coef": lists(m._dual_coef_),
        "intercept": lists(m._intercept_),
        "prob_a": lists(m._probA),
        "prob_b": lists(m._probB),
    }


def mlp(m):
    layers = [{"weight": lists(w), "bias": lists(b)} for w, b in zip(m.coefs_, m.intercepts_)]
    return {"type": "mlp", "activation": m.activation, "output": m.out_activation_, "layers": layers}


def knn(m):
    metric = m.effective_metric_
    powers = {"euclidean": 2, "manhattan": 1, "minkowski": m.effective_metric_params_.get("p", 2)}
    if metric not in powers or callable(m.weights):
        raise SystemExit(f"KNeighborsClassifier: metric {metric} with weights {m.weights} is not supported")
    return {
        "type": "knn",
        "k": int(m.n_neighbors),
        "p": float(powers[metric]),
        "weights": m.weights or "uniform",
        "points": lists(m._fit_X),
        "point_class": lists(m._y),
    }


TRANSFORMS = {
    "StandardScaler": standard_scaler,
    "RobustScaler": robust_scaler,
    "MaxAbsScaler": max_abs_scaler,
    "MinMaxScaler": min_max_scaler,
    "PCA": pca,
    "SelectKBest": selector,
    "SelectPercentile": selector,
    "SelectFromModel": selector,
    "VarianceThreshold": selector,
    "Normalizer": normalizer,
}
CLASSIFIERS = {
    "LogisticRegression": logistic_regression,
    "RandomForestClassifier": forest,
    "ExtraTreesClassifier": forest,
    "DecisionTreeClassifier": decision_tree,
    "ExtraTreeClassifier": decision_tree,
    "GradientBoostingClassifier": gradient_boosting,
    "SVC": svc,
    "MLPClassifier": mlp,
    "KNeighborsClassifier": knn,
}


def export(part, known):
    name = type(part).__name__
    if name not in known:
        raise SystemExit(f"Exporting {name}: expected one of {', '.join(known)}")
    return known[name](part)


def to_json(model, encoder=None):
    n_features = int(model.n_features_in_)
    steps = []
    if type(model).__name__ == "Pipeline":
        steps = [export(t, TRANSFORMS) for _, t in model.steps[:-1] if t not in (None, "passthrough")]
        model = model.steps[-1][1]
    classes = model.classes_
    if encoder is not None:
        classes = encoder.classes_[np.asarray(classes, dtype=int)]
    return {
        "format": "sklearn-json/1",
        "sklearn": sklearn.__version__,
        "n_features": n_features,
        "classes": [str(label) for label in classes],
        "steps": steps,
        "classifier": export(model, CLASSIFIERS),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("model", help="a joblib file")
    parser.add_argument("--encoder", help="a joblib file with the LabelEncoder of the labels")
    parser.add_argument("--out", required=True, help="the JSON file to write")
    args = parser.parse_args()
    model = joblib.load(args.model)
    encoder = joblib.load(args.encoder) if args.encoder else None
    if isinstance(model, dict):
        content = model
        model = next((content[k] for k in ("model", "classifier", "pipeline") if k in content), None)
        if encoder is None:
            encoder = next((content[k] for k in ("label_encoder", "encoder") if k in content), None)
    if model is None:
        raise SystemExit(f"Exporting {args.model}: expected a model in the file, received none")
    text = json.dumps(to_json(model, encoder), allow_nan=False)
    with open(args.out, "w", encoding="utf-8") as file:
        file.write(text + "\n")


if __name__ == "__main__":
    main()
