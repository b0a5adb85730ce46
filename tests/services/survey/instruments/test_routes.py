"""The instrument over HTTP."""

from shared.contracts.survey.responses import InstrumentOut


async def test_everybody_sees_the_version_in_force(survey):
    answer = await survey.get("/api/survey/v1/instrument")
    assert answer.status == 200
    shown = InstrumentOut.model_validate(answer.body)
    assert (shown.version, len(shown.criteria), len(shown.sha256)) == (1, 6, 64)
    assert "389/KH-UBND" in shown.source.vi
