/* check
title:    {zh: 标明已注销的备案号, en: Cancelled filing number shown}
clause:   N3.6
item:     N3.6.icp.information-true
basis:    [icp292/file, order33/file, order33/update, gd2023/filing]
severity: high
defends:  [防黑灰产]
assets:   [site]
proof:    absence
says:     {zh: "{url} 标明的“{text}”在备案清单中已注销", en: "the filing “{text}” shown on {url} was cancelled"}
remedy:
  zh: 停止服务或重新办理备案，并更正首页标明的备案号。
  en: Stop the service or file it again, and correct the number on the home page.
days:     {value: 5, unit: working-days, sure: no}
# A number with the site's suffix is looked up as it is; one without is cancelled only when all filings of it are.
examples:
  - fail:    {icp_mark: [{asset: 1, url: "http://a/", text: "粤ICP备12345678号-2", number: "粤ICP备12345678号-2", subject_number: "粤ICP备12345678号", form: icp, valid: true}], icp_filing: [{asset: 9, number: "粤ICP备12345678号-1", subject_number: "粤ICP备12345678号", own: true, status: filed}, {asset: 9, number: "粤ICP备12345678号-2", subject_number: "粤ICP备12345678号", own: true, status: cancelled}]}
  - pass:    {icp_mark: [{asset: 1, text: "粤ICP备12345678号", number: "粤ICP备12345678号", subject_number: "粤ICP备12345678号", form: icp, valid: true}], icp_filing: [{asset: 9, number: "粤ICP备12345678号-1", subject_number: "粤ICP备12345678号", own: true, status: filed}, {asset: 9, number: "粤ICP备12345678号-2", subject_number: "粤ICP备12345678号", own: true, status: cancelled}]}
  - unknown: {icp_mark: [{asset: 1, text: "粤ICP备12345678号", number: "粤ICP备12345678号", subject_number: "粤ICP备12345678号", form: icp, valid: true}], partial: [icp_filing]}
  - fail:    {icp_mark: [{asset: 1, url: "http://a/", text: "粤ICP备12345678号", number: "粤ICP备12345678号", subject_number: "粤ICP备12345678号", form: icp, valid: true}], icp_filing: [{asset: 9, number: "粤ICP备12345678号-2", subject_number: "粤ICP备12345678号", own: true, status: cancelled}]}
  # cancelled and filed again
  - pass:    {icp_mark: [{asset: 1, text: "粤ICP备12345678号-2", number: "粤ICP备12345678号-2", subject_number: "粤ICP备12345678号", form: icp, valid: true}], icp_filing: [{asset: 9, number: "粤ICP备12345678号-2", subject_number: "粤ICP备12345678号", own: true, status: cancelled}, {asset: 9, number: "粤ICP备12345678号-2", subject_number: "粤ICP备12345678号", own: true, status: filed}]}
  # somebody else's: icp-number-not-own, whatever its status
  - pass:    {icp_mark: [{asset: 1, text: "粤ICP备22098765号-1", number: "粤ICP备22098765号-1", subject_number: "粤ICP备22098765号", form: icp, valid: true}], icp_filing: [{asset: 9, number: "粤ICP备22098765号-1", subject_number: "粤ICP备22098765号", subject: 别家公司, status: cancelled}]}
*/
WITH state AS (
  SELECT f.number AS name, COUNT(*) FILTER (WHERE f.status <> 'cancelled') AS alive
  FROM icp_filing f WHERE f.own AND f.number <> f.subject_number GROUP BY f.number
  UNION ALL
  SELECT f.subject_number AS name, COUNT(*) FILTER (WHERE f.status <> 'cancelled') AS alive
  FROM icp_filing f WHERE f.own GROUP BY f.subject_number
), dead AS (
  SELECT m.asset
  FROM icp_mark m JOIN state t ON t.name = m.number
  WHERE m.number <> ''
  GROUP BY m.asset
  HAVING COUNT(*) FILTER (WHERE t.alive > 0) = 0
)
SELECT m.asset, MIN(m.evidence) AS evidence, MIN(m.url) AS url, m.text, m.text AS place
FROM dead d JOIN icp_mark m ON m.asset = d.asset JOIN state t ON t.name = m.number
WHERE m.number <> ''
GROUP BY m.asset, m.text;
