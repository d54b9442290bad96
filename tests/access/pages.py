"""Who may open each page and do each act on it, written by hand from the role matrix.

A line: methods, address, roles. `{order}` stands for a thing of the world (`tests/access/world.py`) in the address.
The roles are those of the matrix (`tests/access/people.py`): SP salesperson, SM sales manager, HB hotline, SA advisor,
VM service manager, TE technician, QI inspector, PC parts, CA cashier, FU follow-up, GM general manager, GR group
manager, AD administrator.
"""

HOUSE = """
POST      /store/                                       SP SM HB SA VM TE QI PC CA FU GM
GET       /notices/                                     SP SM HB SA VM TE QI PC CA FU GM GR AD
POST      /notices/{notice}/acknowledge/                SP SM HB SA VM TE QI PC CA FU GM GR AD
GET       /search/                                      SP SM HB SA VM TE QI PC CA FU GM
GET       /users/                                       AD
GET POST  /users/new/                                   AD
GET       /users/{user}/                                AD
GET POST  /users/{user}/role/                           AD
GET POST  /users/{user}/password/                       AD
POST      /users/{user}/disable/                        AD
POST      /users/{user}/enable/                         AD
POST      /memberships/{membership}/end/                AD
GET       /stores/                                      AD
GET       /stores/{place}/                              AD
GET POST  /stores/{place}/edit/                         AD
GET POST  /stores/{place}/hours/                        AD
GET POST  /stores/{place}/settings/                     AD
GET POST  /stores/{place}/days/new/                     AD
POST      /store-days/{day}/clear/                      AD
GET       /metrics                                      AD
"""

BOARDS = """
GET       /boards/store/                                GM
GET       /boards/sales/                                SM GM
GET       /boards/workshop/                             VM GM
GET       /boards/group/                                GR
GET       /boards/metrics/SVC_CARS/                     VM GM
GET       /boards/metrics/SALES_NEW/                    SM GM
"""

CUSTOMERS = """
GET       /customers/                                   SP SM HB SA VM TE QI PC CA FU GM
GET POST  /customers/new/                               SP SM HB SA VM FU GM
GET       /customers/{customer}/                        SP SM HB SA VM TE QI PC CA FU GM
GET POST  /customers/{customer}/edit/                   SP SM HB SA VM FU GM
GET POST  /customers/{customer}/consents/               SP SM HB SA VM FU GM
POST      /consents/{consent}/withdraw/                 SP SM HB SA VM FU GM
GET POST  /customers/{customer}/cars/new/               SP SM HB SA VM FU GM
GET       /cars/{vehicle}/                              SP SM HB SA VM TE QI PC CA FU GM
GET POST  /cars/{vehicle}/edit/                         SP SM HB SA VM FU GM
GET POST  /cars/{vehicle}/mileage/                      SP SM HB SA VM FU GM
GET       /messages/                                    VM FU GM
GET       /messages/{message}/                          VM FU GM
POST      /messages/{doubtful}/went/                    VM GM
POST      /messages/{doubtful}/lost/                    VM GM
"""

PARTS = """
GET       /shelf/                                       PC
POST      /shelf/pick/                                  PC
POST      /shelf/issue/                                 PC
POST      /shelf/scan/                                  PC
GET       /shelf/labels/                                PC
POST      /shelf/goods/{reservation}/unpick/            PC
POST      /shelf/goods/{reservation}/bring-back/        PC
GET       /shelf/places/                                PC
GET POST  /shelf/places/new/                            PC
GET POST  /shelf/places/{shelf_place}/                  PC
POST      /shelf/places/{shelf_place}/use/              PC
GET       /stock/                                       HB SA VM TE QI PC GM
GET       /stock/{stock}/                               HB SA VM TE QI PC GM
GET       /stock/reservations/                          HB SA VM TE QI PC GM
GET POST  /stock/{stock}/receive/                       PC
GET POST  /stock/{stock}/count/                         PC
GET POST  /stock/{stock}/expect/                        PC
GET POST  /stock/reservations/{reservation}/give-up/    PC
"""

MONEY = """
GET       /settle/                                      CA
GET       /bills/                                       SA VM CA FU GM
GET       /takings/                                     SA VM CA FU GM
GET       /bills/{bill}/                                SA VM CA FU GM
GET       /bills/{bill}/print/                          SA VM CA FU GM
POST      /bills/{draft}/issue/                         CA
POST      /bills/{draft}/discard/                       SA CA
GET POST  /bills/{bill}/payments/                       CA
GET POST  /bills/{paid}/refund/                         CA
GET POST  /bills/{bill}/credit/                         VM GM
GET POST  /bills/{bill}/link/                           SA VM CA GM
POST      /bills/{bill}/link/revoke/                    SA VM CA GM
GET       /estimates/{estimate}/                        HB SA VM CA GM
GET       /catalogue/                                   VM
GET POST  /catalogue/operations/{operation_code}/       VM
POST      /catalogue/operations/{operation_code}/reset/ VM
GET       /catalogue/packages/                          VM
POST      /catalogue/packages/{package_code}/offer/     VM
POST      /catalogue/packages/{package_code}/withdraw/  VM
"""

APPOINTMENTS = """
GET POST  /book/                                        HB SA VM GM
POST      /book/hold/                                   HB SA VM GM
GET       /book/poster/                                 HB SA VM GM
GET POST  /book/new/                                    HB SA
GET       /appointments/                                HB SA VM TE QI PC FU GM
GET       /hotline/                                     HB SA
GET POST  /hotline/new/                                 HB SA
GET POST  /hotline/{phone_call}/note/                   HB SA
GET POST  /hotline/{missed_call}/back/                  HB SA
GET       /hotline/bell/                                HB SA
POST      /hotline/{phone_call}/open/                   HB SA
GET POST  /hotline/{question}/reply/                    HB SA
GET       /hotline/late/                                HB SA
GET POST  /hotline/late/{late_call}/on-the-way/         HB SA
POST      /hotline/late/{late_call}/not-coming/         HB SA
POST      /hotline/late/{late_call}/not-reached/        HB SA
GET       /waiting/                                     HB SA VM GM
GET POST  /waiting/new/                                 HB SA VM GM
POST      /waiting/{waiting_entry}/withdraw/                  HB SA VM GM
POST      /waiting/offers/{waiting_offer}/accept/       HB SA VM GM
POST      /waiting/offers/{waiting_offer}/decline/      HB SA VM GM
GET POST  /hotline/lines/                               VM GM
POST      /hotline/lines/{phone_line}/print/            VM GM
POST      /hotline/lines/{phone_line}/use/              VM GM
POST      /hotline/lines/{phone_line}/withdraw/         VM GM
GET       /unmet/                                       HB SA VM GM
GET POST  /unmet/new/                                   HB SA VM GM
GET POST  /unmet/kinds/{unmet_kind}/                    VM GM
GET       /rescues/                                     HB SA VM GM
GET POST  /rescues/new/                                 HB SA VM GM
GET       /rescues/{rescue}/                            HB SA VM GM
GET POST  /rescues/{rescue}/dispatch/                   HB SA VM GM
POST      /rescues/{rescue_sent}/arrive/                HB SA VM GM
POST      /rescues/{rescue_there}/tow/                  HB SA VM GM
POST      /rescues/{rescue_there}/fix/                  HB SA VM GM
POST      /rescues/{rescue_in}/close/                   HB SA VM GM
GET POST  /rescues/{rescue}/call-off/                   HB SA VM GM
GET       /bays/                                        HB SA VM TE QI PC FU GM
GET POST  /bays/{appointment}/                          HB SA VM GM
POST      /bays/{appointment}/undo/                     HB SA VM GM
GET       /capacity/                                    HB SA VM TE QI PC FU GM
GET       /capacity/use/                                HB SA VM TE QI PC FU GM
GET       /capacity/duty/                               HB SA VM TE QI PC FU GM
GET POST  /capacity/duty/new/                           VM
POST      /capacity/duty/{duty}/end/                    VM
GET POST  /capacity/new/tool/                           VM
GET       /capacity/{resource}/                         HB SA VM TE QI PC FU GM
GET POST  /capacity/{resource}/edit/                    VM
POST      /capacity/{tool}/retire/                      VM
POST      /capacity/{tool}/use-again/                   VM
GET POST  /capacity/{mechanic}/week/                    VM
GET POST  /capacity/{mechanic}/day/                     VM
GET POST  /capacity/{tool}/absence/                     VM
POST      /capacity/days/{shift_day}/clear/             VM
GET POST  /capacity/absences/{absence}/edit/            VM
POST      /capacity/absences/{absence}/lift/            VM
GET       /appointments/{appointment}/                  HB SA VM TE QI PC FU GM
POST      /appointments/{appointment}/confirm/          HB SA VM FU GM
POST      /appointments/{today}/arrive/                 SA VM
POST      /appointments/{today}/no-show/                HB SA VM GM
POST      /appointments/{today}/come-late/              SA VM
GET POST  /appointments/{appointment}/move/             HB SA VM GM
GET POST  /appointments/{appointment}/change/           HB SA VM GM
GET POST  /appointments/{appointment}/cancel/           HB SA VM GM
GET POST  /appointments/{appointment}/at-risk/          HB SA VM GM
GET POST  /appointments/{appointment}/answers/          HB SA VM GM
GET       /appointments/{appointment}/audit/            HB SA VM TE QI PC FU GM
GET POST  /appointments/{appointment}/audit/N3/         VM GM
POST      /appointments/{appointment}/audit/N3/take-back/ VM GM
GET       /appointments/rules/people/                   VM GM
GET       /appointments/rules/people/rows/              VM GM
GET       /appointments/rules/mine/                     HB SA VM TE QI PC FU GM
GET       /appointments/rules/mine/rows/                HB SA VM TE QI PC FU GM
GET       /appointments/rules/                          VM GM
GET       /appointments/rules/rows/                     VM GM
POST      /preparation/{preparation}/                   SA VM PC
POST      /appointments/{unsigned}/sign/                SA VM
POST      /appointments/{without_parts}/keep-again/       SA VM PC
GET       /appointments/preparation/                    HB SA VM TE QI PC FU GM
"""

SALES = """
GET POST  /canvass/                                     SP
GET       /canvass/conflicts/                           SP
GET       /visits/                                      SP SM GM
GET POST  /visits/{clash}/not-same/                     SP
POST      /visits/{clash}/yield/                        SP
POST      /visits/{clash}/join/                         SP
POST      /visits/{clash}/transfer/                     SP
GET       /leads/                                       SP SM GM
GET POST  /leads/reassign/                              SM GM
GET       /leads/{lead}/                                SP SM GM
GET POST  /leads/{lead}/contact/                        SP
GET POST  /leads/{lead}/postpone/                       SP
GET POST  /leads/{lead}/grade/                          SP SM GM
POST      /leads/{lead}/grade/undo/                     SP SM GM
GET POST  /leads/{lead}/edit/                           SP SM GM
GET POST  /leads/{lead}/review/                         SP SM GM
POST      /leads/{lead}/win/                            SP SM GM
GET POST  /leads/{lead}/lose/                           SP SM GM
GET       /revisits/                                    SP SM GM
GET       /cases/                                       SM GM
POST      /cases/{case}/decide/                         SM GM
GET       /organisations/                               SP SM GM
GET POST  /organisations/new/                           SP
GET       /organisations/{organisation}/                SP SM GM
GET POST  /organisations/{organisation}/edit/           SP
GET POST  /organisations/{organisation}/contact/        SP
"""

SERVICE = """
GET       /reception/                                   SA VM
GET POST  /reception/walk-in/                           SA VM
POST      /reception/{today}/receive/                   SA VM
GET       /orders/                                      HB SA VM TE QI PC CA FU GM
GET       /orders/{order}/                              HB SA VM TE QI PC CA FU GM
GET POST  /orders/{received}/check-in/condition/        SA VM
GET POST  /orders/{received}/check-in/photos/           SA VM
GET POST  /orders/{checked}/check-in/agreed/              SA VM
GET POST  /orders/{checked}/check-in/price/             HB SA VM
GET POST  /orders/{checked}/check-in/signature/         SA VM
GET POST  /orders/{checked}/take-back/                  SA VM
GET       /orders/{order}/print/                        HB SA VM TE QI PC CA FU GM
GET       /orders/{order}/photos/{photo}.jpg            HB SA VM TE QI PC CA FU GM
GET POST  /orders/{signed}/dispatch/                    VM
GET POST  /orders/{order}/findings/new/                 SA VM TE QI
GET POST  /orders/{order}/parts/                        SA VM TE PC
GET POST  /orders/{order}/extra-work/                   SA VM
GET POST  /orders/{order}/extra-work/{extra}/           SA VM
GET POST  /orders/{order}/promise/                      SA VM
GET POST  /orders/{finished}/inspect/                   QI
POST      /orders/{ready}/bill/                         SA CA
POST      /orders/{settled}/deliver/                    SA VM
POST      /orders/{delivered}/close/                    SA VM
GET POST  /orders/{received}/cancel/                    SA VM
GET       /dispatch/                                    VM
GET       /my-work/                                     TE
GET       /jobs/                                        VM GM
POST      /jobs/{waiting}/start/                        TE
POST      /jobs/{working}/pause/                        TE
POST      /jobs/{stopped}/resume/                       TE
POST      /jobs/{working}/finish/                       TE
POST      /jobs/{working}/parts/                        TE
GET       /inspections/                                 QI
"""

FOLLOWUP = """
GET       /calls/                                       SM VM FU GM
GET       /calls/player/                                FU
POST      /calls/next/                                  FU
GET       /calls/{call}/                                SM VM FU GM
POST      /calls/{call}/take/                           FU
GET POST  /calls/{call}/skip/                           FU
GET POST  /calls/{call}/finish/                         FU
GET       /complaints/                                  SM VM FU GM
GET POST  /complaints/new/                              SP SM HB SA VM FU GM
GET       /complaints/{complaint}/                      SM VM FU GM
GET POST  /complaints/{complaint}/take/                 SM VM FU GM
GET POST  /complaints/{complaint}/answer/               SM VM FU GM
GET POST  /complaints/{complaint}/resolve/              SM VM FU GM
GET POST  /complaints/{complaint}/close/                SM VM FU GM
GET POST  /complaints/{complaint}/reopen/               SM VM FU GM
GET POST  /complaints/{complaint}/escalate/             SM VM FU GM
"""

# Open to everybody, signed in or not: the doors, the state of health, what a customer's link opens.
PUBLIC = """
GET       /
GET POST  /login/
POST      /logout/
POST      /language/
GET       /no-role/
GET       /healthz/live
GET       /healthz/ready
GET       /sw.js
GET       /canvass/who/
GET       /canvass/offline/
GET       /prices/{code}/
GET       /at/
GET       /at/{code}/
GET POST  /at/{code}/who/
GET POST  /at/{code}/v/{proof}/
POST      /sms/receipts/
GET POST  /a/{visit_link}/
GET POST  /w/{offer_link}/
GET       /a/{visit_link}/calendar.ics
GET       /b/{bill_link}/
GET       /b/{bill_link}/print/
GET POST  /o/{order_link}/
GET       /o/{order_link}/photos/{photo}.jpg
GET POST  /s/{survey_link}/
GET       /api/schema/
GET       /api/docs/
POST      /api/v1/token/
DELETE    /api/v1/token/
"""

# With DEMO=1 only; without it nobody finds them. The outbox holds customers' letters.
DEMO = """
POST      /demo/login/
POST      /demo/switch/
GET       /style/
"""

OUTBOX = """
GET       /outbox/                                      SP SM HB SA VM TE QI PC CA FU GM
GET       /outbox/{message}/                            SP SM HB SA VM TE QI PC CA FU GM
"""

PAGES = {
    "The house": HOUSE,
    "Boards": BOARDS,
    "Customers": CUSTOMERS,
    "Parts": PARTS,
    "Money": MONEY,
    "Appointments": APPOINTMENTS,
    "Sales": SALES,
    "Service": SERVICE,
    "Follow-up": FOLLOWUP,
}
