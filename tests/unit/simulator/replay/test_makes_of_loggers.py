"""Logs as widespread loggers write them: each is understood as it comes, with all its signals.

The forms are those of the loggers; the values are invented.
"""

import pytest

from tests.fix_proposals import proposed, read_as_proposed

TORQUE = """\
GPS Time, Device Time, Longitude,GPS Speed (Meters/second),Absolute Throttle Position B(%),\
Engine Coolant Temperature(°C),Engine RPM(rpm),Fuel Trim Bank 1 Long Term(%),\
Hybrid/EV Battery Voltage(V),Intake Manifold Pressure(psi),Speed (GPS)(km/h),\
Speed (OBD)(km/h),Throttle Position(Manifold)(%),Turbo Boost & Vacuum Gauge(psi),\
Voltage (Control Module)(V),Android device Battery Level(%)
Mon Mar 02 07:00:00 CET 2026,02-Mar-2026 07:00:00.500,8.1,-,44,19,1210,1.5,-,5,-,0,14,-9,14.1,80
Mon Mar 02 07:00:01 CET 2026,02-Mar-2026 07:00:01.500,8.1,-,44,19,1190,1.5,-,5,-,2,14,-9,14.1,80
"""
BRACKETS_WITH_COMMAS = """\
StartTime = 03/02/2026 07:00:00.5000 AM
Time (sec), Engine RPM (RPM), Catalyst temperature (bank 1, sensor 1) (°F), Vehicle speed (MPH)
0.011, 905, 400, 0
0.511, 899, 400, 3
"""
UNIVERSITY = """\
DayNum,VehId,Trip,Timestamp(ms),Vehicle Speed[km/h],MAF[g/sec],Engine RPM[RPM],OAT[DegC],\
HV Battery Current[A],HV Battery SOC[%],HV Battery Voltage[V],Long Term Fuel Trim Bank 1[%]
3.5,7,90,0,41.5,9.1,1480,-2,NaN,NaN,NaN,-0.78
3.5,7,90,900,41.5,9.1,1480,-2,NaN,NaN,NaN,-0.78
"""
INSTITUTE = """\
Time,Engine Coolant Temperature [°C],Air Flow Rate from Mass Flow Sensor [g/s],\
Absolute Throttle Position [%],Ambient Air Temperature [°C],Accelerator Pedal Position D [%]
06:10:11.301,24,4.2,16.9,19,14.1
06:10:11.402,24,4.3,16.9,19,14.1
"""
WORKSHOP = """\
Monday,02,March,2026,07:00:00:00001-VCID:00,VCDS Version: Release 1,Data version: 1
00A 000 000 A,ADVMB,R4 2.0l TDI,
,,G001,F0,G002,F0,G003,F0,G004,F0,

Marker,TIME,Loc. IDE1,TIME,Loc. IDE2,TIME,Loc. IDE3,TIME,Loc. IDE4,
,STAMP,Engine RPM,STAMP,Vehicle speed,STAMP,Exhaust temperature,STAMP,DEF Tank Temperature,
,, /min,, km/h,, ,, °C,
,0.10,0,0.10,0,0.20,S1/S2:  / 31/29 °C,0.20,9,
,0.42,780,0.42,0,0.52,S1/S2:  / 33/29 °C,0.52,9,
"""
TUNER = """\
Tuner CSV Log File
[Log Information]
Creation Time: 3/2/2026 7:00:00 AM
[Channel Information]
Offset,Engine RPM (SAE),Vehicle Speed (SAE),Engine Coolant Temp (SAE)
s,rpm,mph,°F
[Channel Data]
0.000,790,0,88
0.100,795,0,88
"""
FLASHER = """\
Time (msec),AF Learning 1 (%),Battery Volts (V),MAF Freq (kHz),MAF Corr (g/s),\
Man Abs Press (psi),TGV Map Ratio (mult),Target Boost Final Rel (psi)
0,-1.5,14.2,2.9,4.4,3.9,0,-8.1
40,-1.5,14.2,2.9,4.4,3.9,0,-8.1
"""
SCANNER = """\
"SECONDS";"PID";"VALUE";"UNITS";"LATITUDE";
"25200.5";"Speed (GPS)";"35.5";"km/h";"48.1";
"25200.7";"Engine RPM x1000";"1.2";"rpm";"48.1";
"25200.8";"Power from MAF";"6.1";"hp";"48.1";
"25200.9";"Primary Pulley Speed";"1800";"rpm";"48.1";
"25201.0";"AT/CVT Temperature v.1";"71";"℃";"48.1";
"25201.5";"Speed (GPS)";"36.5";"km/h";"48.1";
"""
RUSSIAN = """\
"SECONDS";"PID";"VALUE";"UNITS";
"25200.5";"Обороты двигателя";"910";"rpm";
"25200.6";"Средняя скорость";"11";"km/h";
"25200.7";"Скорость автомобиля";"3";"km/h";
"25200.8";"Температура охлаждающей жидкости";"44";"℃";
"25201.9";"Обороты двигателя";"912";"rpm";
"""
UKRAINIAN = """\
time,"[BMS] HV Battery voltage (V)","[VCM] Target Motor Torque (N⋅m)","Оберти двигуна (rpm)",\
"Температура охолодної рідини (℃)","Температура олії двигуна (℃)","Витрати палива (L/h)"
2026-03-02 07:00:00.250,351,40,0,31,30,0
2026-03-02 07:00:01.750,349,44,1820,31,30,1.9
"""
FLEET = """\
DateTime,Device,Diagnostic,Value,UnitOfMeasure
2026-03-02 07:00:00,b1,Engine speed,790,RPM
2026-03-02 07:00:01,b1,Engine coolant temperature,31,Degrees Celsius
2026-03-02 07:00:02,b1,Engine road speed,14,km/h
"""
TRACKER = """\
timestamp,speed,Ignition,External Voltage,Battery Voltage,Total Odometer,GSM Signal
2026-03-02 07:00:00,0,1,14050,4020,51200333,4
2026-03-02 07:00:10,9,1,14050,4020,51200340,4
"""
ELECTRIC = """\
Device Time,000_Auxiliary Battery Voltage(V),000_Available Charge Power(kW),\
000_Battery Current(A),000_Battery DC Voltage(V),000_Battery Max Temperature(°C),\
000_Maximum Cell Voltage(V),000_Maximum Cell Voltage No.,000_State of Charge BMS(%),\
000_Drive Motor Speed 1(rpm),004_Tire Pressure Back Left(psi),003_Outdoor Temperature(°C)
02-Mar-2026 07:00:00.500,14.2,77,6.1,366,11,3.81,4,71,900,35,5
02-Mar-2026 07:00:01.500,14.2,77,6.1,366,11,3.81,4,71,900,35,5
"""
METRICS = """\
timestamp,v.b.soc,v.b.voltage,v.b.12v.voltage,v.b.c.voltage.min,v.p.speed,v.e.temp
2026-03-02 07:00:00 GMT,70.5,366,13.8,3.79,50,5
2026-03-02 07:00:01 GMT,70.5,366,13.8,3.79,51,5
"""

SIGNALS = {
    TORQUE: {
        "ENGINE_COOLANT_TEMPERATURE_CELSIUS": ("Engine Coolant Temperature(°C)", "degC"),
        "ENGINE_SPEED_PER_MIN": ("Engine RPM(rpm)", "1/min"),
        "FUEL_TRIM_LONG_TERM_PERCENT": ("Fuel Trim Bank 1 Long Term(%)", "%"),
        "HV_BATTERY_VOLTAGE_V": ("Hybrid/EV Battery Voltage(V)", "V"),
        "INTAKE_MANIFOLD_PRESSURE_KPA": ("Intake Manifold Pressure(psi)", "psi"),
        "VEHICLE_SPEED_M_PER_S": ("Speed (OBD)(km/h)", "km/h"),
        "THROTTLE_POSITION_PERCENT": ("Throttle Position(Manifold)(%)", "%"),
        "LV_BATTERY_VOLTAGE_V": ("Voltage (Control Module)(V)", "V"),
    },
    BRACKETS_WITH_COMMAS: {
        "ENGINE_SPEED_PER_MIN": ("Engine RPM (RPM)", "1/min"),
        "VEHICLE_SPEED_M_PER_S": ("Vehicle speed (MPH)", "mph"),
    },
    UNIVERSITY: {
        "VEHICLE_SPEED_M_PER_S": ("Vehicle Speed[km/h]", "km/h"),
        "MASS_AIR_FLOW_KG_PER_S": ("MAF[g/sec]", "g/s"),
        "ENGINE_SPEED_PER_MIN": ("Engine RPM[RPM]", "1/min"),
        "AMBIENT_TEMPERATURE_CELSIUS": ("OAT[DegC]", "degC"),
        "HV_BATTERY_CURRENT_A": ("HV Battery Current[A]", "A"),
        "HV_BATTERY_STATE_OF_CHARGE_PERCENT": ("HV Battery SOC[%]", "%"),
        "HV_BATTERY_VOLTAGE_V": ("HV Battery Voltage[V]", "V"),
        "FUEL_TRIM_LONG_TERM_PERCENT": ("Long Term Fuel Trim Bank 1[%]", "%"),
    },
    INSTITUTE: {
        "ENGINE_COOLANT_TEMPERATURE_CELSIUS": ("Engine Coolant Temperature [°C]", "degC"),
        "MASS_AIR_FLOW_KG_PER_S": ("Air Flow Rate from Mass Flow Sensor [g/s]", "g/s"),
        "THROTTLE_POSITION_PERCENT": ("Absolute Throttle Position [%]", "%"),
        "AMBIENT_TEMPERATURE_CELSIUS": ("Ambient Air Temperature [°C]", "degC"),
    },
    WORKSHOP: {
        "ENGINE_SPEED_PER_MIN": ("Engine RPM", "1/min"),
        "VEHICLE_SPEED_M_PER_S": ("Vehicle speed", "km/h"),
    },
    TUNER: {
        "ENGINE_SPEED_PER_MIN": ("Engine RPM (SAE)", "1/min"),
        "VEHICLE_SPEED_M_PER_S": ("Vehicle Speed (SAE)", "mph"),
        "ENGINE_COOLANT_TEMPERATURE_CELSIUS": ("Engine Coolant Temp (SAE)", "degF"),
    },
    FLASHER: {
        "LV_BATTERY_VOLTAGE_V": ("Battery Volts (V)", "V"),
        "MASS_AIR_FLOW_KG_PER_S": ("MAF Corr (g/s)", "g/s"),
        "INTAKE_MANIFOLD_PRESSURE_KPA": ("Man Abs Press (psi)", "psi"),
    },
    SCANNER: {
        "VEHICLE_SPEED_M_PER_S": ("Speed (GPS)", "km/h"),
        "TRANSMISSION_OIL_TEMPERATURE_CELSIUS": ("AT/CVT Temperature v.1", "degC"),
    },
    RUSSIAN: {
        "ENGINE_SPEED_PER_MIN": ("Обороты двигателя", "1/min"),
        "VEHICLE_SPEED_M_PER_S": ("Скорость автомобиля", "km/h"),
        "ENGINE_COOLANT_TEMPERATURE_CELSIUS": ("Температура охлаждающей жидкости", "degC"),
    },
    UKRAINIAN: {
        "HV_BATTERY_VOLTAGE_V": ("[BMS] HV Battery voltage (V)", "V"),
        "ENGINE_SPEED_PER_MIN": ("Оберти двигуна (rpm)", "1/min"),
        "ENGINE_COOLANT_TEMPERATURE_CELSIUS": ("Температура охолодної рідини (℃)", "degC"),
        "ENGINE_OIL_TEMPERATURE_CELSIUS": ("Температура олії двигуна (℃)", "degC"),
    },
    FLEET: {
        "ENGINE_SPEED_PER_MIN": ("Engine speed", "1/min"),
        "ENGINE_COOLANT_TEMPERATURE_CELSIUS": ("Engine coolant temperature", "degC"),
        "VEHICLE_SPEED_M_PER_S": ("Engine road speed", "km/h"),
    },
    TRACKER: {
        "VEHICLE_SPEED_M_PER_S": ("speed", "km/h"),
        "LV_BATTERY_VOLTAGE_V": ("External Voltage", "mV"),
        "ODOMETER_M": ("Total Odometer", "m"),
    },
    ELECTRIC: {
        "LV_BATTERY_VOLTAGE_V": ("000_Auxiliary Battery Voltage(V)", "V"),
        "HV_BATTERY_CURRENT_A": ("000_Battery Current(A)", "A"),
        "HV_BATTERY_VOLTAGE_V": ("000_Battery DC Voltage(V)", "V"),
        "HV_BATTERY_TEMPERATURE_MAX_CELSIUS": ("000_Battery Max Temperature(°C)", "degC"),
        "HV_CELL_VOLTAGE_MAX_V": ("000_Maximum Cell Voltage(V)", "V"),
        "HV_BATTERY_STATE_OF_CHARGE_PERCENT": ("000_State of Charge BMS(%)", "%"),
        "TYRE_PRESSURE_REAR_LEFT_KPA": ("004_Tire Pressure Back Left(psi)", "psi"),
        "AMBIENT_TEMPERATURE_CELSIUS": ("003_Outdoor Temperature(°C)", "degC"),
    },
    METRICS: {
        "HV_BATTERY_STATE_OF_CHARGE_PERCENT": ("v.b.soc", "%"),
        "HV_BATTERY_VOLTAGE_V": ("v.b.voltage", "V"),
        "LV_BATTERY_VOLTAGE_V": ("v.b.12v.voltage", "V"),
        "HV_CELL_VOLTAGE_MIN_V": ("v.b.c.voltage.min", "V"),
        "VEHICLE_SPEED_M_PER_S": ("v.p.speed", "km/h"),
        "AMBIENT_TEMPERATURE_CELSIUS": ("v.e.temp", "degC"),
    },
}


@pytest.mark.parametrize("log", SIGNALS)
def test_what_is_proposed(log: str) -> None:
    """Each signal that is there, with the unit in which it is written, and nothing else."""
    assert proposed(log) == SIGNALS[log]


@pytest.mark.parametrize(
    ("log", "seconds"),
    [
        (TORQUE, 1),
        (BRACKETS_WITH_COMMAS, 0.5),
        (UNIVERSITY, 0.9),
        (INSTITUTE, 0.101),
        (WORKSHOP, 0.32),
        (TUNER, 0.1),
        (FLASHER, 0.04),
        (SCANNER, 1),
        (RUSSIAN, 1.4),
        (UKRAINIAN, 1.5),
        (FLEET, 2),
        (TRACKER, 10),
        (ELECTRIC, 1),
        (METRICS, 1),
    ],
)
def test_how_long_it_was(log: str, seconds: float) -> None:
    """The clock is found, and what it counts in."""
    assert read_as_proposed(log).span_s == seconds
