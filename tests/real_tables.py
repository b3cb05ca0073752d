"""Fifty tables as people have them, made from public descriptions with other numbers, and how each is to be read."""

from __future__ import annotations

from typing import NamedTuple

from optim_core.examples.dataset import Kind


class RealTable(NamedTuple):
    """A file and what a careful person reads in it: the columns that are learned from and the first example."""

    text: str
    kind: Kind
    labels: tuple[str, ...] = ()  # inputs, target, classes
    first: tuple[float, ...] = ()
    rows: int = 0  # examples
    says: str = ""  # a piece of what is said
    encoding: str = "utf-8"


def numbered(head: str, *rows: str) -> str:
    return "\n".join([head, *rows]) + "\n"


REAL = {
    # course files
    "titanic": RealTable(
        numbered(
            "PassengerId,Survived,Pclass,Name,Sex,Age,Fare,Embarked",
            *(f'{i},{i % 2},{i % 3 + 1},"Smith, Mr. {i}",male,{20 + i}.5,{7 + 3 * i}.25,S' for i in range(1, 17)),
        ),
        "classes",
        ("Age", "Fare", "Survived", "0", "1"),
        (21.5, 10.25, 1.0),
        16,
    ),
    "titanic as a curve": RealTable(
        numbered(
            "PassengerId,Survived,Pclass,Name,Sex,Age,Fare",
            *(f'{i},{i % 2},{i % 3 + 1},"Smith, Mr. {i}",male,{20 + i}.5,{7 + 3 * i}.25' for i in range(1, 17)),
        ),
        "curve",
        ("Age", "Fare"),
        (21.5, 10.25),
        16,
    ),
    "penguins": RealTable(
        "species,island,bill_length_mm,bill_depth_mm,sex\nAdelie,Biscoe,39.1,18.7,male\nAdelie,Dream,NA,NA,NA\n"
        "Gentoo,Biscoe,46.1,13.2,female\nGentoo,Biscoe,50,16.3,male\nAdelie,Dream,39.5,17.4,female\n",
        "classes",
        ("bill length mm", "bill depth mm", "species", "Adelie", "Gentoo"),
        (39.1, 18.7, 0.0),
        4,
        "“NA” in bill length mm, row 3",
    ),
    "iris with a line of counts": RealTable(
        "6,4,setosa,versicolor,virginica\n5.1,3.5,1.4,0.2,0\n4.9,3,1.4,0.2,0\n7,3.2,4.7,1.4,1\n6.4,3.2,4.5,1.5,1\n"
        "6.3,3.3,6,2.5,2\n5.8,2.7,5.1,1.9,2\n",
        "classes",
        ("column 1", "column 2", "column 5", "the rest", "0"),
        (5.1, 3.5, 1.0),
        6,
        "counts what stands below it",
    ),
    "breast cancer": RealTable(
        "id,diagnosis,radius_mean,texture_mean\n842302,M,17.99,10.38\n842517,M,20.57,17.77\n8510426,B,13.54,14.36\n"
        "8510653,B,13.08,15.71\n",
        "classes",
        ("radius mean", "texture mean", "diagnosis", "B", "M"),
        (17.99, 10.38, 1.0),
        4,
    ),
    "king county houses": RealTable(
        "id,date,price,bedrooms,sqft_living\n7129300520,20141013T000000,221900,3,1180\n6414100192,20141209T000000,538000,"
        "3,2570\n5631500400,20150225T000000,7700000,2,770\n2487200875,20141209T000000,604000,4,1960\n",
        "curve",
        ("bedrooms", "price / 1000"),
        (3.0, 221.9),
        4,
        "divided by 1,000",
    ),
    "boston, white space and no names": RealTable(
        " 0.00632  18.00   2.310  24.00\n 0.02731   0.00   7.070  21.60\n 0.02729   0.00   7.070  34.70\n",
        "curve",
        ("column 1", "column 4"),
        (0.00632, 24.0),
        3,
    ),
    "auto mpg": RealTable(
        '18.0   8   307.0      130.0\t"chevrolet chevelle"\n15.0   8   350.0      165.0\t"buick skylark"\n'
        '25.0   4   98.00      ?\t"ford pinto"\n24.0   4   113.0      95.00\t"toyota corona"\n',
        "curve",
        ("column 1", "column 4"),
        (18.0, 130.0),
        3,
        "“?” in column 4",
    ),
    "wine quality": RealTable(
        '"fixed acidity";"volatile acidity";"quality"\n7.4;0.7;5\n7.8;0.88;5\n11.2;0.28;6\n7.9;0.6;7\n',
        "curve",
        ("fixed acidity", "quality"),
        (7.4, 5.0),
        4,
    ),
    "bank churners": RealTable(
        "CLIENTNUM,Attrition_Flag,Customer_Age,Credit_Limit\n768805383,Existing Customer,45,12691\n818770008,Attrited "
        "Customer,49,8256\n713982108,Existing Customer,51,3418\n769911858,Attrited Customer,40,3313\n",
        "classes",
        ("Customer Age", "Credit Limit", "Attrition Flag", "Attrited Customer", "Existing Customer"),
        (45.0, 12691.0, 1.0),
        4,
    ),
    "telco churn": RealTable(
        "customerID,tenure,MonthlyCharges,TotalCharges,Churn\n7590-VHVEG,1,29.85,29.85,No\n5575-GNVDE,34,56.95,1889.5,No\n"
        "3668-QPYBK,2,53.85,108.15,Yes\n4472-LVYGI,0,52.55, ,No\n",
        "classes",
        ("tenure", "MonthlyCharges", "Churn", "No", "Yes"),
        (1.0, 29.85, 0.0),
        4,
    ),
    "mushrooms, classes only": RealTable(
        "class,cap-shape,odor\np,x,p\ne,x,a\ne,b,l\np,x,p\n", "classes", says="Two columns with numbers are needed"
    ),
    "advertising with an index": RealTable(
        ",TV,Radio,Sales\n1,230.1,37.8,22.1\n2,44.5,39.3,10.4\n3,17.2,45.9,9.3\n",
        "curve",
        ("TV", "Sales"),
        (230.1, 22.1),
        3,
    ),
    "mtcars as R writes it": RealTable(
        '"mpg" "cyl" "wt"\n"Mazda RX4" 21 6 2.62\n"Datsun 710" 22.8 4 2.32\n"Merc 240D" 24.4 4 3.19\n',
        "curve",
        ("cyl", "mpg"),
        (6.0, 21.0),
        3,
        "one name less",
    ),
    # names that are numbers
    "world bank years": RealTable(
        "Country,1999,2000,2001\nA,745,2666,3100\nB,37737,80488,81000\nC,212258,213766,214000\n",
        "curve",
        ("1999", "2001"),
        (745.0, 3100.0),
        3,
        "Country, 1999, 2000, 2001",
    ),
    "default names with an index": RealTable(
        ",0,1\n0,1.5,3.25\n1,2.0,4.5\n2,3.25,6.75\n", "curve", ("0", "1"), (1.5, 3.25), 3
    ),
    "default names from one": RealTable(
        "1,2,3\n0.5,7.1,2\n0.1,6.4,9\n0.9,5.2,4\n", "curve", ("1", "3"), (0.5, 2.0), 3, "read as the names"
    ),
    "years without a word": RealTable(
        "2018;2019;2020\n12;14;19\n44;41;47\n31;30;35\n",
        "curve",
        ("2018", "2020"),
        (12.0, 19.0),
        3,
        "read as the names",
    ),
    "an exponential without names": RealTable(
        "0,1\n1,2.7\n2,7.4\n3,20.1\n", "curve", ("column 1", "column 2"), (0.0, 1.0), 4, "say that the first row"
    ),
    "spectra by wavelength": RealTable(
        "sample,400,410,420\nA,0.12,0.2,0.31\nB,0.22,0.25,0.4\nC,0.1,0.19,0.28\n",
        "curve",
        ("400", "420"),
        (0.12, 0.31),
        3,
    ),
    "a count line alone": RealTable(
        "3\n1 2\n2 4\n3 7\n", "curve", ("column 1", "column 2"), (1.0, 2.0), 3, "counts what stands below it"
    ),
    # decimal marks, thousands
    "german money": RealTable(
        "Monat;Umsatz\n1;1.234,50\n2;12.345,00\n3;999,99\n", "curve", ("Monat", "Umsatz"), (1.0, 1234.5), 3, "1234.5"
    ),
    "swiss money": RealTable("Jahr;Lohn\n1;6'502.35\n2;12'000.00\n", "curve", ("Jahr", "Lohn"), (1.0, 6502.35), 2),
    "french spaces": RealTable(
        "surface;prix\n12,5;1\u202f234,5\n20;2\u00a0100\n31;3\u202f050,25\n",
        "curve",
        ("surface", "prix"),
        (12.5, 1234.5),
        3,
    ),
    "populations with points": RealTable(
        "Fläche;Einwohner\n891;3.645.000\n755;1.841.179\n310;1.471.508\n",
        "curve",
        ("Fläche", "Einwohner / 1000"),
        (891.0, 3645.0),
        3,
        "3.645.000 is 3645000",
    ),
    "points beside hundreds": RealTable(
        "km;Preis\n10;950\n20;1.250\n30;12.300\n", "curve", ("km", "Preis"), (10.0, 950.0), 3, "1.250 is 1250"
    ),
    "indian rupees": RealTable(
        'area,price\n850,"42,50,000"\n1200,"1,05,00,000"\n600,"9,75,000"\n',
        "curve",
        ("area", "price / 1000"),
        (850.0, 4250.0),
        3,
        "“42,50,000” was read as 4250000",
    ),
    "ledger": RealTable(
        "day,balance\n1,250.00\n2,(40.50)\n3,12.25-\n", "curve", ("day", "balance"), (1.0, 250.0), 3, "-40.5"
    ),
    "two machines, two marks": RealTable(
        "t;volt;ampere\n1;1,5;0.25\n2;1,7;0.5\n3;1,9;0.75\n", "curve", ("t", "ampere"), (1.0, 0.25), 3, "by itself"
    ),
    "one cell with the other mark": RealTable(
        "x;y\n1,5;2,5\n2.75;4,5\n3,5;6,5\n", "curve", ("x", "y"), (1.5, 2.5), 2, "another decimal mark"
    ),
    "survey of mostly text": RealTable(
        "Name;Klasse;Ort;Alter;Note\nAnna;a;Ulm;12;1,7\nBen;b;Bonn;13;2,3\nCleo;a;Kiel;12;1,3\n",
        "curve",
        ("Alter", "Note"),
        (12.0, 1.7),
        3,
    ),
    "decimal commas between commas": RealTable(
        "zeit,weg\n0,5,1,2\n1,0,2,4\n1,5,3,6\n", "curve", says="Decimal commas may be the reason"
    ),
    # gaps
    "spreadsheet errors": RealTable(
        "x,y\n1,2\n2,#DIV/0!\n3,#VALUE!\n4,8\n5,#REF!\n", "curve", ("x", "y"), (1.0, 2.0), 2, "“#DIV/0!” in y, row 3"
    ),
    "german survey": RealTable(
        "Alter;Einkommen\n30;2500\n41;k. A.\n25;keine Angabe\n52;3100\n",
        "curve",
        ("Alter", "Einkommen"),
        (30.0, 2500.0),
        2,
        "“keine Angabe” in Einkommen, row 4",
    ),
    "weather with nines": RealTable(
        "day,rain\n1,2.5\n2,-999\n3,0\n4,7.1\n", "curve", ("day", "rain"), (1.0, 2.5), 4, "stands for no value"
    ),
    # dates
    "airline passengers": RealTable(
        "Month,#Passengers\n1949-01,112\n1949-02,118\n1949-03,132\n",
        "curve",
        ("months since 1949-01", "#Passengers"),
        (0.0, 112.0),
        3,
        "Month holds months",
    ),
    "shares by day": RealTable(
        "Date,Open,Close\n2020-01-02,74.06,75.09\n2020-01-03,74.29,74.36\n2020-01-06,73.45,74.95\n",
        "curve",
        ("Open", "Close"),
        (74.06, 75.09),
        3,
        "days since 2020-01-02 was added",
    ),
    "temperature by day, with gaps between the days": RealTable(
        "Datum;Grad\n31.12.2019;-1,5\n01.01.2020;0,5\n04.01.2020;2\n",
        "curve",
        ("days since 31.12.2019", "Grad"),
        (0.0, -1.5),
        3,
        "Datum holds dates",
    ),
    "days that could be either": RealTable(
        "date,temp\n1/2/2020,4\n2/2/2020,6\n3/2/2020,5\n", "curve", ("row", "temp"), (1.0, 4.0), 3, "told for sure"
    ),
    "months by name and year": RealTable(
        "month,sales\nJan-20,4\nMar-20,6\nJan-21,5\n", "curve", ("months since Jan-20", "sales"), (0.0, 4.0), 3
    ),
    "quarters": RealTable(
        "Quarter;GDP\nQ1 2019;10\nQ2 2019;12\nQ3 2019;11\n", "curve", ("quarters since Q1 2019", "GDP"), (0.0, 10.0), 3
    ),
    "dates without marks": RealTable(
        "date,temp\n20200131,4\n20200201,6\n20200202,5\n", "curve", ("days since 20200131", "temp"), (0.0, 4.0), 3
    ),
    # classes
    "survey answers": RealTable(
        "age,income,buys\n25,2,Yes\n31,4,no\n40,5, yes\n52,6,No\n",
        "classes",
        ("age", "income", "buys", "no", "Yes"),
        (25.0, 2.0, 1.0),
        4,
        "these are one class",
    ),
    "truth in four spellings": RealTable(
        "u,v,ok\n1,2,TRUE\n2,1,false\n3,5,1\n4,4,0\n5,3,True\n",
        "classes",
        ("u", "v", "ok", "false", "TRUE"),
        (1.0, 2.0, 1.0),
        5,
        "these are one class",
    ),
    "ja und nein": RealTable(
        "a;b;krank\n1;2;ja\n2;1;nein\n3;5;Ja\n",
        "classes",
        ("a", "b", "krank", "nein", "ja"),
        (1.0, 2.0, 1.0),
        3,
    ),
    # other writers
    "numpy's savetxt": RealTable("# x y\n1.5e+00 3.2e+00\n2.0e+00 4.5e+00\n", "curve", ("x", "y"), (1.5, 3.2), 2),
    "gnuplot": RealTable(
        "# Measured by hand\n#t  volt\n0.1  2.3\n0.2  2.9\n", "curve", ("t", "volt"), (0.1, 2.3), 2, "left out: 1"
    ),
    "savetxt with commas under spaces": RealTable(
        "# time height\n0.1,2.3\n0.2,2.9\n", "curve", ("time", "height"), (0.1, 2.3), 2
    ),
    "a row number called #": RealTable(
        "#,speed,dist\n1,4,2\n2,7,10\n3,8,16\n", "curve", ("speed", "dist"), (4.0, 2.0), 3
    ),
    "excel says the separator": RealTable("sep=;\nx;y\n1,5;2\n3;4,5\n", "curve", ("x", "y"), (1.5, 2.0), 2),
    "names with spaces over white space": RealTable(
        "bill length depth\n39.1 18.7\n40.2 17.1\n", "curve", says="A name with a space in it counts as two"
    ),
    # letters
    "written twice": RealTable('"x,y"\n"1,2"\n"3,5"\n', "curve", ("x", "y"), (1.0, 2.0), 2),
    "mail from japan": RealTable(
        "身長,体重\n171,65\n160,52\n", "curve", ("身長", "体重"), (171.0, 65.0), 2, "ISO-2022-JP", "iso2022_jp"
    ),
    "months by name": RealTable("Month,Sales\nJan,5\nFeb,7\nMar,9\n", "curve", ("row", "Sales"), (1.0, 5.0), 3),
    "bounds of a laboratory": RealTable("x,y\n1,<5\n2,7\n3,>8\n", "curve", says="A bound or a rough value"),
    "wide digits": RealTable("x,y\n1,１２\n2,１３\n", "curve", ("x", "y"), (1.0, 12.0), 2),
    "russian spreadsheet": RealTable(
        "город;площадь;цена\nТверь;1,5;2\nОмск;2,5;4\n",
        "curve",
        ("площадь", "цена"),
        (1.5, 2.0),
        2,
        "Cyrillic (Windows-1251)",
        "cp1251",
    ),
    "korean flats": RealTable(
        "면적,가격\n59.9,5\n84.5,8\n", "curve", ("면적", "가격"), (59.9, 5.0), 2, "Korean", "euc_kr"
    ),
    "japanese rents": RealTable(
        "駅徒歩,家賃\n5,8.2\n12,6.9\n", "curve", ("駅徒歩", "家賃"), (5.0, 8.2), 2, "Japanese", "cp932"
    ),
    "chinese heights": RealTable(
        "身高,体重\n171,65\n160,52\n", "curve", ("身高", "体重"), (171.0, 65.0), 2, "Chinese", "gb18030"
    ),
    "polish prices": RealTable(
        "długość;cena w złotych\n1,5;2\n3;4,5\n",
        "curve",
        ("długość", "cena w złotych"),
        (1.5, 2.0),
        2,
        "Central Europe",
        "cp1250",
    ),
    "unicode of spreadsheets": RealTable(
        "größe\tpreis\n1,5\t2\n3\t4,5\n", "curve", ("größe", "preis"), (1.5, 2.0), 2, encoding="utf-16"
    ),
}
