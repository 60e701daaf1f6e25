"""Options become messages."""
from videoseg.options import StreamOptions
from videoseg.v1 import segmentation_service_pb2 as wire


def test_a_policy_that_every_server_has_is_sent_as_servers_of_version_0_1_know_it() -> None:
    config = StreamOptions(policy="adaptive").to_message()
    assert (config.keyframe_policy, config.keyframe_policy_name) == (wire.KEYFRAME_POLICY_ADAPTIVE, "")


def test_a_policy_that_a_server_adds_is_sent_by_its_name() -> None:
    config = StreamOptions(policy="alternate").to_message()
    assert (config.keyframe_policy, config.keyframe_policy_name) == (wire.KEYFRAME_POLICY_UNSPECIFIED, "alternate")


def test_without_a_policy_the_model_decides() -> None:
    config = StreamOptions().to_message()
    assert (config.keyframe_policy, config.keyframe_policy_name) == (wire.KEYFRAME_POLICY_UNSPECIFIED, "")
