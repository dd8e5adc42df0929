"""Runs openstack commands in one process, so that the client is loaded once.

Each line of standard input is a JSON list of arguments; each line of standard output is the command's exit status and
what it printed, as JSON.
"""

import contextlib
import io
import json
import logging
import sys

from openstackclient import shell


def run(arguments):
    """What the openstack command does with these arguments."""
    output, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
        try:
            status = shell.OpenStackShell().run(arguments)
        except SystemExit as end:
            status = end.code
    logging.getLogger().handlers.clear()
    return {"status": int(status or 0), "output": output.getvalue(), "errors": errors.getvalue()}


for line in sys.stdin:
    print(json.dumps(run(json.loads(line))), flush=True)
