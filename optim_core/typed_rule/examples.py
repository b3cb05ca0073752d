"""Rules to begin with, from simple to complex. The first one is what a new rule is."""

TEMPLATE = """\
# a velocity rolls on and fades
state v = 0
parameter lr = 0.05 from 0.0001 to 1
parameter beta = 0.9 from 0 to 0.99
v = beta*v + g  # the new velocity
step = -lr*v
"""

SIGN = """\
# only the direction of the slope counts
parameter lr = 0.05 from 0.001 to 1
step = -lr*sign(g)
"""

ADAM_LIKE = """\
# a mean of the gradient over its usual size
state m = 0
state v = 0
parameter lr = 0.1 from 0.001 to 1
parameter beta1 = 0.9 from 0 to 0.99
parameter beta2 = 0.999 from 0 to 0.9999
m = beta1*m + (1 - beta1)*g
v = beta2*v + (1 - beta2)*g^2
m_hat = m/(1 - beta1^t)  # undo the zero start
v_hat = v/(1 - beta2^t)
step = -lr*m_hat/(sqrt(v_hat) + 1e-8)
"""

BOUNDED = """\
# steep slopes are squeezed, so no step is longer than lr
parameter lr = 0.2 from 0.001 to 2
parameter scale = 1 from 0.01 to 100
step = -lr*tanh(g/scale)
"""

COOLING = """\
# the rate falls as the steps are counted
parameter lr = 0.3 from 0.001 to 2
parameter k = 0.05 from 0 to 1
rate = lr/(1 + k*t)
step = -rate*g
"""

EXAMPLES = {"momentum": TEMPLATE, "sign": SIGN, "adam_like": ADAM_LIKE, "bounded": BOUNDED, "cooling": COOLING}
