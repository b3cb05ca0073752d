"""AdamW: Adam whose weight decay acts on the point itself and not through the gradient."""

from optim_core.optimizers import adam
from optim_core.rules.hypers import weight_decay
from optim_core.types import Library, Optimizer

ADAMW = Optimizer(
    slug="adamw",
    name="AdamW",
    init=adam.init,
    update=adam.update,
    hypers={**adam.ADAM.hypers, "weight_decay": weight_decay(0.01)},
    help="Adam that besides pulls every weight towards zero by the same share, however large its gradients are.",
    conventions="torch.optim.AdamW: the decay is lr times weight_decay times the point, 0.01 by default. The paper "
    "scales it by a schedule factor and not by the learning rate. Keras has 0.004 by default, optax 0.0001.",
    source="Loshchilov & Hutter 2019, Algorithm 2; torch.optim.AdamW",
    state_help=adam.ADAM.state_help,
    scales=adam.ADAM.scales,
    carries=adam.ADAM.carries,
    decay="decoupled",
    laws=adam.ADAM.laws,
    libraries={
        "pytorch": Library(
            "torch.optim.AdamW([x], lr={lr}, betas=({beta1}, {beta2}), eps={eps}, weight_decay={weight_decay})"
        ),
        "keras": Library(
            "keras.optimizers.AdamW(learning_rate={lr}, weight_decay={weight_decay}, beta_1={beta1}, beta_2={beta2}, "
            "epsilon={eps})",
            adam.ADAM.libraries["keras"].difference,
            adam.update_keras,
            scales="m",
        ),
        "optax": Library(
            "optax.adamw(learning_rate={lr}, b1={beta1}, b2={beta2}, eps={eps}, weight_decay={weight_decay})"
        ),
    },
)
