"""Serializers of customers, cars and messages."""
