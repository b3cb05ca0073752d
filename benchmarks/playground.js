// Trains networks with TensorFlow Playground's own functions, `nn` of its src/nn.ts, as its oneStep does: the examples
// one after the other, an update after each `batch` of them. Gives updates a second and the weights after one pass.
(({ inputs, targets, batch, networks, rate, seconds, weights }) => {
  const { TANH, LINEAR } = nn.Activations;
  const built = Array.from({ length: networks }, () => {
    const network = nn.buildNetwork([2, 8, 1], TANH, LINEAR, null, ["x", "y"]);
    let at = 0; // in torch's order: the matrix of a layer row by row, then its biases
    for (const layer of network.slice(1)) {
      for (const node of layer) for (const link of node.inputLinks) link.weight = weights[at++];
      for (const node of layer) node.bias = weights[at++];
    }
    return network;
  });
  const pass = (network) => {
    inputs.forEach((input, i) => {
      nn.forwardProp(network, input);
      nn.backProp(network, targets[i], nn.Errors.SQUARE);
      if ((i + 1) % batch === 0) nn.updateWeights(network, rate, 0);
    });
  };
  pass(built[0]);
  const after = built[0].slice(1).flatMap((layer) => [
    ...layer.flatMap((node) => node.inputLinks.map((link) => link.weight)),
    ...layer.map((node) => node.bias),
  ]);
  for (let i = 0; i < 50; i++) built.forEach(pass); // compiled by now
  let passes = 0;
  const began = performance.now();
  while (performance.now() - began < 1000 * seconds) {
    built.forEach(pass);
    passes += networks;
  }
  return { after, updates: (passes * Math.floor(inputs.length / batch)) / ((performance.now() - began) / 1000) };
});
