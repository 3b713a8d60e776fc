/* check
title:    {zh: 备案号未链接至备案管理系统, en: Filing number without a link to the filing system}
clause:   N3.6
item:     N3.6.icp.footer-link
basis:    [order33/show-number, gd2023/filing]
severity: medium
defends:  [防黑灰产]
assets:   [site]
proof:    absence
says:     {zh: "{url} 的备案号“{text}”没有链接", en: "the filing number “{text}” on {url} is not linked"}
remedy:
  zh: 将备案号链接至 https://beian.miit.gov.cn/。
  en: Link the filing number to https://beian.miit.gov.cn/.
days:     {value: 5, unit: working-days, sure: no}
# Filing numbers only, also those of licence holders with a site's suffix (粤B2-20090059-5): a bare licence number needs no
# link. A malformed number is put right first. A link anywhere near one of the numbers suffices; where it leads is
# icp-link-wrong.
examples:
  - fail:    {icp_mark: [{asset: 1, url: "http://a/", text: "粤ICP备12345678号", number: "粤ICP备12345678号", subject_number: "粤ICP备12345678号", form: icp, valid: true}]}
  - pass:    {icp_mark: [{asset: 1, text: "粤ICP备12345678号", number: "粤ICP备12345678号", subject_number: "粤ICP备12345678号", form: icp, valid: true, linked: true, link: "https://beian.miit.gov.cn/", link_host: beian.miit.gov.cn, link_right: true}]}
  - unknown: {icp_mark: [{asset: 1, url: "http://a/", text: "粤ICP备12345678号", number: "粤ICP备12345678号", subject_number: "粤ICP备12345678号", form: icp, valid: true}], partial: [icp_mark]}
  # linked to the wrong place: icp-link-wrong
  - pass:    {icp_mark: [{asset: 1, text: "粤ICP备12345678号", number: "粤ICP备12345678号", subject_number: "粤ICP备12345678号", form: icp, valid: true, linked: true, link: "/about", link_host: a}]}
  # shown twice, linked once
  - pass:    {icp_mark: [{asset: 1, text: "粤ICP备12345678号", number: "粤ICP备12345678号", subject_number: "粤ICP备12345678号", form: icp, valid: true}, {asset: 1, text: "粤ICP备12345678号", number: "粤ICP备12345678号", subject_number: "粤ICP备12345678号", form: icp, valid: true, linked: true, link: "https://beian.miit.gov.cn/", link_right: true}]}
  - pass:    {icp_mark: [{asset: 1, text: "粤ICP备123号", form: malformed}]}
  - pass:    {icp_mark: [{asset: 1, text: "粤B2-20090059", number: "粤B2-20090059", subject_number: "粤B2-20090059", form: licence, valid: true}]}
  - fail:    {icp_mark: [{asset: 1, text: "粤B2-20090059-5", number: "粤B2-20090059-5", subject_number: "粤B2-20090059", form: licence, valid: true}]}
*/
SELECT m.asset, MIN(m.evidence) AS evidence, MIN(m.url) AS url, MIN(m.text) AS text
FROM icp_mark m
WHERE m.number <> '' AND (m.form = 'icp' OR m.number <> m.subject_number)
GROUP BY m.asset
HAVING COUNT(*) FILTER (WHERE m.linked OR m.link_script) = 0;
