"""Holds the chat platforms' adapters; none of them decides what is said or touches the database."""

from bot.channels.aiogram_loading import load_aiogram

# Before any module of this package imports aiogram by itself.
load_aiogram()
