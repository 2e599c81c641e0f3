"""Fit the smile score: how well it tells the same people neutral from smiling.

    python benchmarks/smile.py --faces DIR [--bundle face_landmarker.task]

A logistic regression on `smile_features` over DIR/london and DIR/london_smiling, with the accuracy
of leaving one person out. Prints the constants of `yintang.face.gates`.
"""

import numpy as np
from labelled_faces import face_options, landmark_models
from numpy.typing import NDArray
from PIL import Image
from scipy.optimize import minimize

from yintang.face.frame import face_frame
from yintang.face.gates import eye_opening, smile_features
from yintang.face.mesh import detect_faces, face_mesh

Array = NDArray[np.float64]


def fit(features: Array, smiling: Array) -> Array:
    """(4,) weights and bias of a logistic regression with a small penalty."""
    mean, sd = features.mean(axis=0), features.std(axis=0)
    scaled = np.column_stack([(features - mean) / sd, np.ones(len(features))])

    def loss(w: Array) -> float:
        margin = (2 * smiling - 1) * (scaled @ w)
        return float(np.logaddexp(0, -margin).mean() + 0.01 * (w[:-1] ** 2).sum())

    weights = minimize(loss, np.zeros(scaled.shape[1])).x
    return np.append(weights[:-1] / sd, weights[-1] - (weights[:-1] * mean / sd).sum())


def main() -> None:
    options = face_options(__doc__).parse_args()
    models = landmark_models(options.bundle)
    features, smiling, person, open_eyes = [], [], [], []
    for label, name in ((0.0, "london"), (1.0, "london_smiling")):
        for path in sorted((options.faces / name).glob("*.jpg")):
            with Image.open(path) as opened:
                image = opened.convert("RGB")
            for model in models:
                frame = face_frame(face_mesh(image, detect_faces(image, model)[0], model))
                features.append(smile_features(frame.vertices))
                open_eyes.append(eye_opening(frame.vertices))
                smiling.append(label)
                person.append(path.stem)
    x, y, who = np.array(features), np.array(smiling), np.array(person)
    right = 0
    for one in np.unique(who):
        w = fit(x[who != one], y[who != one])
        right += int((((x[who == one] @ w[:-1] + w[-1]) > 0) == y[who == one]).sum())
    w = fit(x, y)
    print(f"left-one-out accuracy {right / len(y):.3f} of {len(y)} photographs")
    print(f"SMILE_WEIGHTS = ({w[0]:.2f}, {w[1]:.2f}, {w[2]:.2f})\nSMILE_BIAS = {w[3]:.2f}")
    print(f"lid gap over eye width, 1st percentile {np.percentile(open_eyes, 1):.2f}")


if __name__ == "__main__":
    main()
