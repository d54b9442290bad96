-- What the workshop does: menus of work with their parts, priced as each store publishes them.
DROP TABLE IF EXISTS demo_menu, demo_need, demo_choice, demo_line, demo_sum;
CREATE TEMP TABLE demo_menu (menu int, bay text, fits text, often int, system text, words text);
INSERT INTO demo_menu VALUES
    (1, 'FAST', 'ICE_EA211', 7, '保养', '到期做保养'), (2, 'FAST', 'ICE_EA888', 7, '保养', '到期做保养'),
    (3, 'FAST', 'ICE_EA211', 4, '保养', '做大保养'), (4, 'FAST', 'ICE_EA888', 4, '保养', '做大保养'),
    (5, 'FAST', '', 4, '空调', '空调有味道'), (6, 'FAST', '', 2, '制动', '到期换制动液'), (7, 'FAST', '', 1, '车身', '雨刮刮不干净'),
    (8, 'FAST', 'ICE_EA211', 1, '电气', '早上打不着车'), (9, 'FAST', 'ICE_EA888', 1, '电气', '早上打不着车'),
    (10, 'GEN', '', 4, '制动', '刹车有异响'), (11, 'GEN', '', 3, '制动', '刹车片磨损报警'), (12, 'GEN', '', 1, '制动', '刹车时方向盘抖'),
    (13, 'GEN', '', 3, '悬架', '过减速带咯噔响'), (14, 'GEN', '', 2, '悬架', '行驶嗡嗡响'), (15, 'GEN', '', 2, '转向', '打方向咔咔响'),
    (16, 'GEN', 'ICE_EA888', 2, '变速器', '换挡有顿挫,到期换变速箱油'), (17, 'GEN', 'ICE_EA211', 2, '冷却', '冷却液少了,底下有水迹'),
    (18, 'GEN', 'ICE_EA211', 3, '发动机', '怠速抖,加速无力'), (19, 'GEN', 'ICE_EA888', 3, '发动机', '怠速抖,加速无力'),
    (20, 'GEN', '', 5, '车身', '天窗漏水'), (21, 'GEN', 'ICE_EA211', 4, '空调', '空调不冷'), (22, 'GEN', 'ICE_EA888', 4, '空调', '空调不冷'),
    (23, 'GEN', 'ICE_EA211', 3, '发动机', '油耗偏高,提速慢'), (24, 'GEN', 'ICE_EA888', 3, '发动机', '油耗偏高,提速慢'),
    (25, 'GEN', 'ICE_EA211', 5, '排放', '排放灯亮'), (26, 'GEN', 'ICE_EA888', 5, '排放', '排放灯亮');
CREATE TEMP TABLE demo_need (menu int, code text, quantity numeric);
INSERT INTO demo_need VALUES
    (1, 'LO-03-001', 1), (1, 'LO-03-030', 1), (1, '04E115561AC', 1), (1, 'GS60577D', 4), (1, 'N90813202', 1),
    (2, 'LO-03-002', 1), (2, 'LO-03-030', 1), (2, '06L115562', 1), (2, 'GS60577D', 6), (2, 'N90813202', 1),
    (3, 'LO-03-001', 1), (3, 'LO-03-004', 1), (3, 'LO-03-006', 1), (3, 'LO-03-030', 1), (3, '04E115561AC', 1),
    (3, 'GS60577D', 4), (3, 'N90813202', 1), (3, '5Q0129620B', 1), (3, '5Q0819669', 1),
    (4, 'LO-03-002', 1), (4, 'LO-03-005', 1), (4, 'LO-03-006', 1), (4, 'LO-03-030', 1), (4, '06L115562', 1),
    (4, 'GS60577D', 6), (4, 'N90813202', 1), (4, '5Q0129620B', 1), (4, '5Q0819669', 1),
    (5, 'LO-03-020', 1), (5, 'LO-03-006', 1), (5, 'D0ACCLEAN', 1), (5, '5Q0819669', 1),
    (6, 'LO-03-009', 1), (6, 'B000750M3', 1), (7, 'LO-03-021', 1), (7, 'LO-03-006', 1), (7, '5G1955425', 1), (7, '5Q0819653', 1),
    (8, 'LO-27-001', 1), (8, '000915105CC', 1), (9, 'LO-27-001', 1), (9, '000915105CE', 1),
    (10, 'LO-46-001', 1), (10, '5Q0698151D', 1),
    (11, 'LO-46-001', 1), (11, 'LO-46-002', 1), (11, '5Q0698151D', 1), (11, '5Q0698451C', 1),
    (12, 'LO-46-003', 1), (12, '5Q0615301F', 2), (12, '5Q0698151D', 1),
    (13, 'LO-40-001', 1), (13, 'LO-40-004', 1), (13, '5Q0413023FK', 1), (13, '5Q0411315', 1),
    (14, 'LO-40-003', 1), (14, '5Q0498621', 1), (15, 'LO-48-002', 1), (15, 'LO-40-004', 1), (15, '5Q0423811', 1), (15, '5Q0411315', 1),
    (16, 'LO-03-012', 1), (16, 'G055529A2', 6), (16, '0GC325183', 1),
    (17, 'LO-19-002', 1), (17, '04E121600CS', 1), (17, 'G12E050A2', 2),
    (18, 'LO-03-007', 1), (18, 'LO-03-017', 1), (18, '04E905612C', 4), (18, 'D0CLEAN01', 1),
    (19, 'LO-03-008', 1), (19, 'LO-03-017', 1), (19, '06K905601B', 4), (19, 'D0CLEAN01', 1),
    (20, 'LO-60-001', 1), (20, 'LO-94-002', 1), (21, 'LO-87-001', 1), (21, 'D0R134A01', 2), (22, 'LO-87-001', 1), (22, 'D0R134A01', 2),
    (23, 'LO-03-017', 1), (23, 'LO-03-018', 1), (23, 'D0CLEAN01', 2), (24, 'LO-03-017', 1), (24, 'LO-03-018', 1), (24, 'D0CLEAN01', 2),
    (25, 'LO-26-002', 1), (25, 'LO-03-018', 1), (25, 'D0CLEAN01', 1), (26, 'LO-26-002', 1), (26, 'LO-03-018', 1), (26, 'D0CLEAN01', 1);

-- What fits the cars of an engine group, each menu as often as it happens.
CREATE TEMP TABLE demo_choice AS
SELECT m.bay, g.maintenance_group, m.menu, (row_number() OVER choice - 1)::int k, (count(*) OVER (PARTITION BY m.bay, g.maintenance_group))::int of
FROM (SELECT DISTINCT maintenance_group FROM demo_model) g JOIN demo_menu m ON m.fits IN ('', g.maintenance_group)
CROSS JOIN LATERAL generate_series(1, m.often)
WINDOW choice AS (PARTITION BY m.bay, g.maintenance_group ORDER BY m.menu);

CREATE TEMP TABLE demo_line AS
WITH priced AS (
    SELECT s.no store_no, n.menu, 'labour' kind, o.code, o.name_zh, o.name_en, round(o.time_units / 100.0, 2) quantity, 'hour' unit,
           r.price unit_price, r.tax_rate, '' part_kind, o.warranty_class, o.id operation_id, NULL::bigint part_id, NULL::bigint item_id,
           o.time_units, ceil(o.time_units * 0.6)::int minutes
    FROM demo_need n JOIN pricing_operation o ON o.code = n.code CROSS JOIN demo_store s
    JOIN pricing_labourrate r ON r.store_id = s.store_id AND r.category = o.category AND r.unit = 'hour'
    UNION ALL
    SELECT s.no, n.menu, 'part', p.display_number, p.name_zh, p.name_en, n.quantity, p.unit, i.price, 0.13, p.kind, '', NULL, p.id, i.id, NULL, 0
    FROM demo_need n JOIN parts_part p ON p.number = n.code CROSS JOIN demo_store s
    JOIN parts_stockitem i ON i.store_id = s.store_id AND i.part_id = p.id
)
SELECT *, (row_number() OVER (PARTITION BY store_no, menu ORDER BY kind, code))::int position,
       amount - round(amount / (1 + tax_rate), 2) tax, round(amount / (1 + tax_rate), 2) net,
       (sum(minutes) OVER (PARTITION BY store_no, menu ORDER BY kind, code) - minutes)::int after_minutes
FROM priced CROSS JOIN LATERAL (SELECT round(unit_price * quantity, 2) amount) money;
CREATE TEMP TABLE demo_sum AS
SELECT store_no, menu, sum(amount) total, sum(net) net, sum(tax) tax, sum(minutes)::int minutes,
       array_agg(code ORDER BY position) FILTER (WHERE kind = 'labour') codes, min(name_zh) FILTER (WHERE position = 1) first_work
FROM demo_line GROUP BY store_no, menu;
ANALYZE demo_choice, demo_line, demo_sum;
