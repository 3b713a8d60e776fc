"""graded: the demo company's list of graded filings (通信网络安全防护定级备案, 样本), from the rows `graded` of estate.table. Days in the
table are counted back from today."""
import csv
import io
import time

UNIT = "unit:91440300MA0000XY5L"
COLUMNS = [("object", "定级对象名称"), ("net_type", "网络类型"), ("grade", "安全等级"), ("stage", "生命周期"), ("status", "审核状态"),
           ("reviewed", "评审通过日期"), ("filed", "备案日期"), ("changed", "信息变更日期"), ("change_filed", "变更备案日期"),
           ("regraded", "级别调整日期"), ("services", "承载业务"), ("functions", "主要功能"), ("boundary", "网络边界"),
           ("equipment", "主要软硬件及型号"), ("location", "关键设施位置"), ("topology", "网络拓扑图"), ("topology_day", "拓扑图日期"),
           ("responsible", "责任人"), ("phone", "责任人电话"), ("chief", "主要负责人"), ("chief_phone", "主要负责人电话"),
           ("ips", "IP地址列表"), ("domains", "域名列表"), ("conformity", "符合性评测日期"), ("conformity_filed", "符合性评测报送日期"),
           ("conformity_paper", "符合性评测证明"), ("risk", "风险评估日期"), ("risk_filed", "风险评估报送日期"), ("risk_paper", "风险评估报告")]
DAYS = {"reviewed", "filed", "changed", "change_filed", "regraded", "topology_day", "conformity", "conformity_filed", "risk",
        "risk_filed"}
# An object that is in order.
RIGHT = {"net_type": "互联网", "grade": "2", "stage": "正式运行", "status": "审核通过", "reviewed": "400", "filed": "390",
         "functions": "样本功能", "boundary": "样本边界", "equipment": "样本设备 1.0", "location": "样本机房", "topology": "topology.pdf",
         "responsible": "样本甲", "phone": "19900000001", "chief": "样本乙", "chief_phone": "0755-26540000", "conformity": "100",
         "conformity_filed": "80", "conformity_paper": "conformity.pdf", "risk": "100", "risk_filed": "80", "risk_paper": "risk.pdf"}


def cell(row, name):
    value = row.get(name, RIGHT.get(name, ""))
    if value == "none":
        return ""
    if name in DAYS and value:
        return time.strftime("%Y-%m-%d", time.gmtime(time.time() + 8 * 3600 - int(value) * 86400))
    return value


def listing(rows, dealt):
    """The list as exported. Domains of the company that say graded=yes stand in the first object's filing."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(["通信网络单元定级备案表（样本）"])
    lines.writerow([head for _, head in COLUMNS])
    names = ";".join(d.name for d in dealt if d.row.get("graded") == "yes")
    for n, row in enumerate(r for r in rows if r.kind == "graded"):
        values = {name: cell(row, name) for name, _ in COLUMNS}
        values["object"] = row.ident
        values["domains"] = "" if n else names
        lines.writerow([values[name] for name, _ in COLUMNS])
    return out.getvalue()
