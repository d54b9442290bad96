"""What the pages of the workshop take in."""

from service.forms.fields import OperationsField, PartsField, PictureField
from service.forms.reception import (
    PLACES,
    CancelForm,
    ConditionForm,
    PriceForm,
    PromiseForm,
    SignForm,
    TakeBackForm,
    WalkInForm,
    WorkForm,
)
from service.forms.workshop import (
    ANGLES,
    AnswerForm,
    CustomerAnswerForm,
    DispatchForm,
    ExtraForm,
    FindingForm,
    InspectForm,
    PauseForm,
    PhotoForm,
    ScanForm,
)

__all__ = [
    "ANGLES",
    "PLACES",
    "AnswerForm",
    "CancelForm",
    "ConditionForm",
    "CustomerAnswerForm",
    "DispatchForm",
    "ExtraForm",
    "FindingForm",
    "InspectForm",
    "OperationsField",
    "PartsField",
    "PauseForm",
    "PhotoForm",
    "PictureField",
    "PriceForm",
    "PromiseForm",
    "ScanForm",
    "SignForm",
    "TakeBackForm",
    "WalkInForm",
    "WorkForm",
]
