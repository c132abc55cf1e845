"""Makes the installation's own folder for its owner alone; it must never serve from one that can't be written."""

import os
from pathlib import Path

from bot.settings import Settings, SettingsError


def made_data_folder(settings: Settings) -> Path:
    """The folder of TINBAO_DATA_DIR, made with mode 0700 if it is missing.

    Raises SettingsError where it can't be made or written: locks, sealed files and the newest serial seen stand there.
    """
    folder = settings.data_dir
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"TINBAO_DATA_DIR can't be used as a folder: {error.strerror}.") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise SettingsError("TINBAO_DATA_DIR can't be used as a folder: this user may not write there.")
    return folder
