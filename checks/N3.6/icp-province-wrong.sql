/* check
title:    {zh: 备案号省份简称与主体所在地不符, en: Filing number of another province}
clause:   N3.6
item:     N3.6.icp.number-matches
basis:    [order33/show-number, order33/truthful, gd2023/filing]
severity: high
defends:  [防黑灰产]
assets:   [site]
proof:    absence
says:     {zh: "{url} 标明的“{text}”的省份简称不是主体所在地（{unit_province}）的，本单位备案清单中也没有此号", en: "“{text}” on {url} has not the sign of the subject's province ({unit_province}), and the unit's list of filings does not know it"}
remedy:
  zh: 核对备案系统中的编号并更正；冒用他人编号的立即停止。
  en: Compare with the number in the filing system and correct it; stop using another's number at once.
days:     {value: 5, unit: working-days, sure: no}
# Units may have filings of other provinces: a number that the list knows is none of these, nor one beside a listed number.
# A sign that no province has is icp-number-malformed. 蜀 黔 滇 陇 are the signs of 川 贵 云 甘 in filing numbers.
examples:
  - fail:    {icp_mark: [{asset: 1, url: "http://a/", text: "京ICP备2023012345号-1", number: "京ICP备2023012345号-1", subject_number: "京ICP备2023012345号", form: icp, valid: true, province: 京, province_known: true}], icp_filing: [{asset: 9, number: "粤ICP备2023012345号-1", subject_number: "粤ICP备2023012345号", own: true, status: filed}], unit: [{asset: 9, province: 粤}]}
  - pass:    {icp_mark: [{asset: 1, text: "粤ICP备2023012345号-1", number: "粤ICP备2023012345号-1", subject_number: "粤ICP备2023012345号", form: icp, valid: true, province: 粤, province_known: true}], unit: [{asset: 9, province: 粤}]}
  - unknown: {icp_mark: [{asset: 1, text: "京ICP备2023012345号", number: "京ICP备2023012345号", subject_number: "京ICP备2023012345号", form: icp, valid: true, province: 京, province_known: true}], unit: [{asset: 9, province: 粤}], partial: [icp_filing]}
  # another province's number that the unit's list knows
  - pass:    {icp_mark: [{asset: 1, text: "京ICP备2023012345号", number: "京ICP备2023012345号", subject_number: "京ICP备2023012345号", form: icp, valid: true, province: 京, province_known: true}], icp_filing: [{asset: 9, number: "京ICP备2023012345号-1", subject_number: "京ICP备2023012345号", own: true, status: filed}], unit: [{asset: 9, province: 粤}]}
  # somebody else's number: icp-number-not-own
  - pass:    {icp_mark: [{asset: 1, text: "京ICP备2023012345号", number: "京ICP备2023012345号", subject_number: "京ICP备2023012345号", form: icp, valid: true, province: 京, province_known: true}], icp_filing: [{asset: 9, number: "京ICP备2023012345号-1", subject_number: "京ICP备2023012345号", subject: 别家公司, status: filed}], unit: [{asset: 9, province: 粤}]}
  # the number of a builder of sites beside the own one
  - pass:    {icp_mark: [{asset: 1, text: "京ICP备2023099999号", number: "京ICP备2023099999号", subject_number: "京ICP备2023099999号", form: icp, valid: true, province: 京, province_known: true}, {asset: 1, text: "粤ICP备2023012345号", number: "粤ICP备2023012345号", subject_number: "粤ICP备2023012345号", form: icp, valid: true, province: 粤, province_known: true}], icp_filing: [{asset: 9, number: "粤ICP备2023012345号-1", subject_number: "粤ICP备2023012345号", own: true, status: filed}], unit: [{asset: 9, province: 粤}]}
  - pass:    {icp_mark: [{asset: 1, text: "蜀ICP备2023012345号", number: "蜀ICP备2023012345号", subject_number: "蜀ICP备2023012345号", form: icp, valid: true, province: 蜀, province_known: true}], unit: [{asset: 9, province: 川}]}
  # licences of the ministry have no sign
  - pass:    {icp_mark: [{asset: 1, text: "B2-20200001-1", number: "B2-20200001-1", subject_number: "B2-20200001", form: licence, valid: true}], unit: [{asset: 9, province: 粤}]}
*/
WITH home AS (
  SELECT CASE u.province WHEN '川' THEN '蜀' WHEN '贵' THEN '黔' WHEN '云' THEN '滇' WHEN '甘' THEN '陇' ELSE u.province END
    AS province
  FROM unit u
), listed AS (
  SELECT f.subject_number, COUNT(*) AS n FROM icp_filing f GROUP BY f.subject_number
), stranger AS (
  SELECT m.asset
  FROM icp_mark m LEFT JOIN listed l ON l.subject_number = m.subject_number
  WHERE m.number <> ''
  GROUP BY m.asset
  HAVING COUNT(l.n) = 0
)
SELECT m.asset, MIN(m.evidence) AS evidence, MIN(m.url) AS url, m.text, u.province AS unit_province, m.text AS place
FROM stranger s JOIN icp_mark m ON m.asset = s.asset JOIN home u
  ON u.province <> '' AND u.province <> CASE m.province WHEN '川' THEN '蜀' WHEN '贵' THEN '黔' WHEN '云' THEN '滇' WHEN '甘' THEN '陇' ELSE m.province END
WHERE m.province_known AND m.number <> ''
GROUP BY m.asset, m.text, u.province;
