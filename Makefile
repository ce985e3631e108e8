# make demo   รันตัวอย่าง (ข้อมูลสมมติ) แล้ววางผลใน .demo/output
# make test   ทดสอบโปรแกรม
# make quick  ทดสอบทุกส่วนอย่างย่อ ไม่เกินสามนาที
# make check  ตรวจรูปแบบโค้ด ชนิดข้อมูล กฎการ import โค้ดที่ไม่มีใครใช้ และเอกสาร
# make windows EMBED=<zip>  สร้างโฟลเดอร์สำหรับเครื่อง Windows ที่ไม่มี Python (distribution/windows.py)
# On Windows, the lines to type by hand stand in README.md.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test quick check docs windows
.DELETE_ON_ERROR:

demo: .venv/run.stamp
	@$(BIN)/pipeline run --round 2561-1 --input examples/input --output .demo/output; code=$$?; \
	case $$code in \
	  0) echo "ตัวอย่างรันสำเร็จ" ;; \
	  1) echo "ตัวอย่างรันสำเร็จ (รหัสออก 1: ข้อที่ต้องแก้ข้างต้นใส่ไว้ในตัวอย่างโดยตั้งใจ)" ;; \
	  *) echo "ตัวอย่างรันไม่สำเร็จ (รหัสออก $$code)"; exit $$code ;; \
	esac

test: .venv/dev.stamp
	@$(BIN)/python -m pytest

quick: .venv/dev.stamp
	@$(BIN)/python -m pytest -m "not slow"

check: .venv/dev.stamp
	@$(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/mypy --platform win32 && $(BIN)/lint-imports && $(BIN)/vulture && $(BIN)/python docs/check_docs.py

# Writes the program's own output into the documents again.
docs: .venv/dev.stamp
	@$(BIN)/python docs/check_docs.py --write

windows: .venv/dev.stamp
	@$(BIN)/python distribution/windows.py --embed "$(EMBED)"

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "ต้องใช้ Python 3.11 ขึ้นไป (ระบุด้วย make PYTHON=python3.12 …)"; exit 2; }
	@$(PYTHON) -m venv .venv || \
	  { rm -rf .venv; echo "สร้าง .venv ไม่ได้ ติดตั้งแพ็กเกจ python3-venv ก่อน แล้วสั่งใหม่"; exit 2; }

.venv/run.stamp: pyproject.toml | $(BIN)/python
	@echo "กำลังติดตั้งโปรแกรมและไลบรารีใน .venv (ครั้งแรกใช้เวลาหนึ่งถึงสองนาที)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e . && touch $@

.venv/dev.stamp: pyproject.toml | $(BIN)/python
	@echo "กำลังติดตั้งโปรแกรมและไลบรารีสำหรับทดสอบใน .venv (ครั้งแรกใช้เวลาหนึ่งถึงสองนาที)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,audit,browser]' && \
	  touch $@ .venv/run.stamp
