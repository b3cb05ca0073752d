/* Adam on Rosenbrock for many paths at once: what simulate is compared with. Points are (steps + 1, 2, paths). */
#include <math.h>

void adam(int steps, int paths, double *points, double *m, double *v, double lr, double beta1, double beta2, double eps)
{
    for (int i = 0; i < 2 * paths; i++)
        m[i] = v[i] = 0.0;
    for (int t = 1; t <= steps; t++) {
        const double *x = points + (long)(t - 1) * 2 * paths, *y = x + paths;
        double *next = points + (long)t * 2 * paths;
        double correct1 = 1.0 - pow(beta1, t), correct2 = 1.0 - pow(beta2, t);
        for (int i = 0; i < paths; i++) {
            double across = y[i] - x[i] * x[i];
            double g[2] = {-2.0 * (1.0 - x[i]) - 400.0 * x[i] * across, 200.0 * across};
            for (int axis = 0; axis < 2; axis++) {
                int at = axis * paths + i;
                m[at] = beta1 * m[at] + (1.0 - beta1) * g[axis];
                v[at] = beta2 * v[at] + (1.0 - beta2) * g[axis] * g[axis];
                next[at] = x[at] - lr * (m[at] / correct1) / (sqrt(v[at] / correct2) + eps);
            }
        }
    }
}
