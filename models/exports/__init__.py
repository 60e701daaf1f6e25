"""Exports of networks of the field as model packages. Each module is a script: `python3 -m exports.maskrcnn --help`, from the folder `models`."""
