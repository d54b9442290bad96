"""Who may call what in the API, written by hand from the role matrix, in the form of `pages.py`."""

CUSTOMERS = """
GET     /api/v1/customers/                            SP SM HB SA VM TE QI PC CA FU GM
POST    /api/v1/customers/                            SP SM HB SA VM FU GM
GET     /api/v1/customers/{customer}/                 SP SM HB SA VM TE QI PC CA FU GM
POST    /api/v1/customers/{customer}/correct/         SP SM HB SA VM FU GM
GET     /api/v1/consents/                             SP SM HB SA VM TE QI PC CA FU GM
POST    /api/v1/consents/                             SP SM HB SA VM FU GM
GET     /api/v1/consents/{consent}/                   SP SM HB SA VM TE QI PC CA FU GM
POST    /api/v1/consents/{consent}/withdraw/          SP SM HB SA VM FU GM
GET     /api/v1/vehicles/                             SP SM HB SA VM TE QI PC CA FU GM
POST    /api/v1/vehicles/                             SP SM HB SA VM FU GM
GET     /api/v1/vehicles/{vehicle}/                   SP SM HB SA VM TE QI PC CA FU GM
POST    /api/v1/vehicles/{vehicle}/correct/           SP SM HB SA VM FU GM
POST    /api/v1/vehicles/{vehicle}/mileage/           SP SM HB SA VM FU GM
GET     /api/v1/messages/                             VM FU GM
GET     /api/v1/messages/{message}/                   VM FU GM
POST    /api/v1/messages/{doubtful}/settle/           VM GM
GET     /api/v1/notices/                              SP SM HB SA VM TE QI PC CA FU GM GR AD
GET     /api/v1/notices/{notice}/                     SP SM HB SA VM TE QI PC CA FU GM GR AD
POST    /api/v1/notices/{notice}/acknowledge/         SP SM HB SA VM TE QI PC CA FU GM GR AD
GET     /api/v1/metrics/                              SM SA VM CA FU GM GR
GET     /api/v1/metrics/SVC_CARS/                     VM GM GR
GET     /api/v1/metrics/SALES_NEW/                    SM GM GR
"""

SETTINGS = """
GET     /api/v1/settings/                             AD
GET     /api/v1/settings/capacity.hold_minutes/       AD
POST    /api/v1/settings/capacity.hold_minutes/change/ AD
POST    /api/v1/settings/capacity.hold_minutes/reset/ AD
"""

PARTS = """
GET     /api/v1/parts/                                HB SA VM TE QI PC GM
GET     /api/v1/parts/{stock}/                        HB SA VM TE QI PC GM
POST    /api/v1/parts/{stock}/receive/                PC
POST    /api/v1/parts/{stock}/count/                  PC
POST    /api/v1/parts/{stock}/expect/                 PC
GET     /api/v1/reservations/                         HB SA VM TE QI PC GM
GET     /api/v1/reservations/{reservation}/           HB SA VM TE QI PC GM
POST    /api/v1/reservations/{reservation}/pick/      PC
POST    /api/v1/reservations/{reservation}/unpick/    PC
POST    /api/v1/reservations/{reservation}/bring-back/ PC
POST    /api/v1/reservations/scan/                    PC
GET     /api/v1/shelf-places/                         HB SA VM TE QI PC GM
POST    /api/v1/shelf-places/                         PC
GET     /api/v1/shelf-places/{shelf_place}/           HB SA VM TE QI PC GM
POST    /api/v1/shelf-places/{shelf_place}/correct/   PC
POST    /api/v1/shelf-places/{shelf_place}/withdraw/  PC
POST    /api/v1/shelf-places/{shelf_place}/use-again/ PC
POST    /api/v1/reservations/{reservation}/issue/     PC
POST    /api/v1/reservations/{reservation}/release/   PC
POST    /api/v1/reservations/{reservation}/give-back/ PC
"""

MONEY = """
GET     /api/v1/estimates/                            HB SA VM CA GM
POST    /api/v1/estimates/                            HB SA VM
GET     /api/v1/estimates/{estimate}/                 HB SA VM CA GM
POST    /api/v1/estimates/{estimate}/tell/            HB SA VM
GET     /api/v1/operations/                           HB SA VM CA GM
GET     /api/v1/operations/{operation}/               HB SA VM CA GM
POST    /api/v1/operations/{operation}/correct/       VM
POST    /api/v1/operations/{operation}/reset/         VM
GET     /api/v1/packages/                             HB SA VM CA GM
GET     /api/v1/packages/{package}/                   HB SA VM CA GM
POST    /api/v1/packages/{package}/offer/             VM
POST    /api/v1/packages/{package}/reset/             VM
GET     /api/v1/bills/                                SA VM CA FU GM
GET     /api/v1/bills/{bill}/                         SA VM CA FU GM
POST    /api/v1/bills/{draft}/issue/                  CA
POST    /api/v1/bills/{draft}/discard/                SA CA
POST    /api/v1/bills/{bill}/payments/                CA
POST    /api/v1/bills/{paid}/refund/                  CA
POST    /api/v1/bills/{bill}/credit/                  VM GM
POST    /api/v1/bills/{bill}/link/                    SA VM CA GM
DELETE  /api/v1/bills/{bill}/link/                    SA VM CA GM
"""

APPOINTMENTS = """
GET     /api/v1/slots/                                HB SA VM TE QI PC FU GM
GET     /api/v1/slots/missing/                        HB SA VM TE QI PC FU GM
POST    /api/v1/slots/hold/                           HB SA VM GM
GET     /api/v1/appointments/                         HB SA VM TE QI PC FU GM
POST    /api/v1/appointments/                         HB SA VM GM
GET     /api/v1/appointments/{appointment}/           HB SA VM TE QI PC FU GM
POST    /api/v1/appointments/{appointment}/reschedule/ HB SA VM GM
POST    /api/v1/appointments/{appointment}/change/    HB SA VM GM
POST    /api/v1/appointments/{appointment}/cancel/    HB SA VM GM
POST    /api/v1/appointments/{appointment}/confirm/   HB SA VM FU GM
POST    /api/v1/appointments/{appointment}/at-risk/   HB SA VM GM
POST    /api/v1/appointments/{today}/arrive/          SA VM
POST    /api/v1/appointments/{today}/no-show/         HB SA VM GM
POST    /api/v1/appointments/{today}/come-late/       SA VM
POST    /api/v1/appointments/{today}/extend/          HB SA VM GM
POST    /api/v1/appointments/{without_parts}/prepare/ SA VM PC
POST    /api/v1/appointments/{unsigned}/sign/         SA VM
POST    /api/v1/appointments/{without_parts}/keep-again/ SA VM PC
POST    /api/v1/appointments/{appointment}/answers/   HB SA VM GM
GET     /api/v1/appointments/{appointment}/audit/     HB SA VM TE QI PC FU GM
POST    /api/v1/appointments/{appointment}/audit/correct/ VM GM
POST    /api/v1/appointments/{appointment}/audit/take-back/ VM GM
GET     /api/v1/audit/                                HB SA VM TE QI PC FU GM
GET     /api/v1/confirmations/                        HB SA VM TE QI PC FU GM
GET     /api/v1/confirmations/{confirmation}/         HB SA VM TE QI PC FU GM
GET     /api/v1/faults/                               HB SA VM TE QI PC FU GM
GET     /api/v1/faults/{fault}/                       HB SA VM TE QI PC FU GM
GET     /api/v1/phone-calls/                          HB SA
POST    /api/v1/phone-calls/                          HB SA
GET     /api/v1/phone-calls/{phone_call}/             HB SA
POST    /api/v1/phone-calls/{phone_call}/note/        HB SA
POST    /api/v1/phone-calls/{missed_call}/call-back/  HB SA
POST    /api/v1/phone-calls/{phone_call}/open/        HB SA
POST    /api/v1/phone-calls/{question}/reply/         HB SA
GET     /api/v1/phone-lines/                          HB SA
POST    /api/v1/phone-lines/                          VM GM
GET     /api/v1/phone-lines/{phone_line}/             HB SA
POST    /api/v1/phone-lines/{phone_line}/print/       VM GM
POST    /api/v1/phone-lines/{phone_line}/use/         VM GM
POST    /api/v1/phone-lines/{phone_line}/withdraw/    VM GM
GET     /api/v1/late-calls/                           HB SA
GET     /api/v1/late-calls/{late_call}/               HB SA
POST    /api/v1/late-calls/{late_call}/on-the-way/    HB SA
POST    /api/v1/late-calls/{late_call}/not-coming/    HB SA
POST    /api/v1/late-calls/{late_call}/not-reached/   HB SA
GET     /api/v1/waiting/                              HB SA VM GM
POST    /api/v1/waiting/                              HB SA VM GM
GET     /api/v1/waiting/{waiting_entry}/                    HB SA VM GM
POST    /api/v1/waiting/{waiting_entry}/accept/             HB SA VM GM
POST    /api/v1/waiting/{waiting_entry}/decline/            HB SA VM GM
POST    /api/v1/waiting/{waiting_entry}/withdraw/           HB SA VM GM
GET     /api/v1/unmet-requests/                       HB SA VM GM
POST    /api/v1/unmet-requests/                       HB SA VM GM
GET     /api/v1/unmet-requests/{unmet}/               HB SA VM GM
GET     /api/v1/unmet-kinds/                          HB SA VM GM
GET     /api/v1/unmet-kinds/{unmet_key}/              HB SA VM GM
POST    /api/v1/unmet-kinds/{unmet_key}/decide/       VM GM
GET     /api/v1/rescues/                              HB SA VM GM
POST    /api/v1/rescues/                              HB SA VM GM
GET     /api/v1/rescues/{rescue}/                     HB SA VM GM
POST    /api/v1/rescues/{rescue}/dispatch/            HB SA VM GM
POST    /api/v1/rescues/{rescue_sent}/arrive/         HB SA VM GM
POST    /api/v1/rescues/{rescue_there}/tow/           HB SA VM GM
POST    /api/v1/rescues/{rescue_there}/fix/           HB SA VM GM
POST    /api/v1/rescues/{rescue_in}/close/            HB SA VM GM
POST    /api/v1/rescues/{rescue}/call-off/            HB SA VM GM
GET     /api/v1/resources/                            HB SA VM TE QI PC FU GM
GET     /api/v1/resources/{resource}/                 HB SA VM TE QI PC FU GM
POST    /api/v1/resources/                            VM
POST    /api/v1/resources/{tool}/correct/             VM
POST    /api/v1/resources/{tool}/retire/              VM
POST    /api/v1/resources/{tool}/use-again/           VM
POST    /api/v1/resources/{mechanic}/week/            VM
POST    /api/v1/resources/{mechanic}/day/             VM
GET     /api/v1/shift-days/                           HB SA VM TE QI PC FU GM
GET     /api/v1/shift-days/{shift_day}/               HB SA VM TE QI PC FU GM
POST    /api/v1/shift-days/{shift_day}/clear/         VM
GET     /api/v1/absences/                             HB SA VM TE QI PC FU GM
POST    /api/v1/absences/                             VM
GET     /api/v1/absences/{absence}/                   HB SA VM TE QI PC FU GM
POST    /api/v1/absences/{absence}/change/            VM
POST    /api/v1/absences/{absence}/lift/              VM
GET     /api/v1/duties/                               HB SA VM TE QI PC FU GM
POST    /api/v1/duties/                               VM
GET     /api/v1/duties/{duty}/                        HB SA VM TE QI PC FU GM
POST    /api/v1/duties/{duty}/end/                    VM
"""

SALES = """
GET     /api/v1/canvass-visits/                       SP SM GM
POST    /api/v1/canvass-visits/                       SP
GET     /api/v1/canvass-visits/{visit}/               SP SM GM
GET     /api/v1/leads/                                SP SM GM
GET     /api/v1/leads/{lead}/                         SP SM GM
POST    /api/v1/leads/{lead}/contacts/                SP
POST    /api/v1/leads/{lead}/postpone/                SP
POST    /api/v1/leads/{lead}/regrade/                 SP SM GM
POST    /api/v1/leads/{lead}/undo-grade/              SP SM GM
POST    /api/v1/leads/{lead}/correct/                 SP SM GM
POST    /api/v1/leads/{lead}/extend/                  SP SM GM
POST    /api/v1/leads/{lead}/review/                  SP SM GM
POST    /api/v1/leads/{lead}/win/                     SP SM GM
POST    /api/v1/leads/{lead}/lose/                    SP SM GM
POST    /api/v1/leads/{lead}/reassign/                SM GM
POST    /api/v1/leads/{colleague_lead}/yield/         SP
POST    /api/v1/leads/{colleague_lead}/join/          SP
POST    /api/v1/leads/{colleague_lead}/transfer/      SP
POST    /api/v1/leads/{colleague_lead}/not-same/      SP
GET     /api/v1/organisations/                        SP SM GM
POST    /api/v1/organisations/                        SP
GET     /api/v1/organisations/{organisation}/         SP SM GM
POST    /api/v1/organisations/{organisation}/contacts/ SP
POST    /api/v1/organisations/{organisation}/correct/ SP
"""

SERVICE = """
GET     /api/v1/repair-orders/                        HB SA VM TE QI PC CA FU GM
POST    /api/v1/repair-orders/                        SA VM
GET     /api/v1/repair-orders/{order}/                HB SA VM TE QI PC CA FU GM
POST    /api/v1/repair-orders/{received}/condition/   SA VM
POST    /api/v1/repair-orders/{received}/check-in/    SA VM
POST    /api/v1/repair-orders/{received}/price/       HB SA VM
POST    /api/v1/repair-orders/{received}/cancel/      SA VM
POST    /api/v1/repair-orders/{checked}/take-back/    SA VM
POST    /api/v1/repair-orders/{checked}/sign/         SA VM
POST    /api/v1/repair-orders/{order}/promise/        SA VM
POST    /api/v1/repair-orders/{signed}/dispatch/      VM
GET     /api/v1/board/                                HB SA VM TE QI PC FU GM
POST    /api/v1/board/{appointment}/place/            HB SA VM GM
POST    /api/v1/repair-orders/{given}/start/          TE
POST    /api/v1/repair-orders/{order}/pause/          TE
POST    /api/v1/repair-orders/{paused}/resume/        TE
POST    /api/v1/repair-orders/{order}/finish/         TE
POST    /api/v1/repair-orders/{order}/findings/       SA VM TE QI
POST    /api/v1/repair-orders/{order}/photos/         SA VM TE QI
POST    /api/v1/repair-orders/{order}/extra-work/     SA VM
POST    /api/v1/repair-orders/{order}/approve/        SA VM
POST    /api/v1/repair-orders/{order}/parts/          PC
POST    /api/v1/repair-orders/{finished}/inspect/     QI
POST    /api/v1/repair-orders/{ready}/bill/           SA CA
POST    /api/v1/repair-orders/{settled}/deliver/      SA VM
POST    /api/v1/repair-orders/{delivered}/close/      SA VM
"""

FOLLOWUP = """
GET     /api/v1/calls/                                SM VM FU GM
POST    /api/v1/calls/next/                           FU
GET     /api/v1/calls/{call}/                         SM VM FU GM
POST    /api/v1/calls/{call}/take/                    FU
POST    /api/v1/calls/{call}/skip/                    FU
POST    /api/v1/calls/{call}/finish/                  FU
GET     /api/v1/complaints/                           SM VM FU GM
POST    /api/v1/complaints/                           SP SM HB SA VM FU GM
GET     /api/v1/complaints/{complaint}/               SM VM FU GM
POST    /api/v1/complaints/{complaint}/take/          SM VM FU GM
POST    /api/v1/complaints/{complaint}/answer/        SM VM FU GM
POST    /api/v1/complaints/{complaint}/resolve/       SM VM FU GM
POST    /api/v1/complaints/{complaint}/close/         SM VM FU GM
POST    /api/v1/complaints/{complaint}/reopen/        SM VM FU GM
POST    /api/v1/complaints/{complaint}/escalate/      SM VM FU GM
"""

API = {
    "API: customers, notices, numbers": CUSTOMERS,
    "API: settings of a store": SETTINGS,
    "API: parts": PARTS,
    "API: money": MONEY,
    "API: appointments": APPOINTMENTS,
    "API: sales": SALES,
    "API: service": SERVICE,
    "API: follow-up": FOLLOWUP,
}
