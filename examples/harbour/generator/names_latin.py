"""Given names with their short forms, and surnames, for DE, GB, US and BR."""

from __future__ import annotations

from .names_cyrillic import parse, words

DE_MALE = parse("""
    Alexander Alex; Andreas Andi; Bernd; Christian Chris; Daniel; Dieter; Dirk; Florian Flo; Frank; Friedrich
    Fritz; Günter; Hans-Peter Hape; Heinrich Heinz; Holger; Jens; Joachim Jochen; Johannes Hannes; Jörg;
    Jürgen; Karl-Heinz Kalle; Klaus; Lars; Lukas; Manfred Manni; Markus; Martin; Matthias Matze; Maximilian
    Max; Michael Michi; Nils; Oliver Olli; Patrick; Peter; Ralf; Rainer; Sebastian Basti; Stefan; Thomas Tom;
    Thorsten; Tobias Tobi; Uwe; Wolfgang Wolf; Jan; Tim; Björn; Sören
""")
DE_FEMALE = parse("""
    Andrea; Angelika Geli; Anja; Anna; Annette; Barbara Bärbel; Birgit; Britta; Brigitte Gitte; Christina
    Tina; Claudia; Daniela Dani; Elisabeth Lisa; Eva; Franziska Franzi; Gabriele Gabi; Gisela; Heike; Ingrid;
    Jana; Julia; Karin; Katharina Kathi; Katrin; Kerstin; Lena; Manuela; Margarete Grete; Maria; Martina;
    Monika Moni; Nadine; Nicole; Petra; Renate; Sabine; Sandra; Silke; Stefanie Steffi; Susanne Susi; Ulrike
    Uli; Ursula Uschi; Ute; Wiebke; Käthe; Jördis
""")
DE_FAMILIES = words("""
    Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter
    Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Schmitt Werner Schmitz
    Krause Meier Lehmann Schmid Schulze Maier Köhler Herrmann König Walter Mayer Huber Kaiser Fuchs Peters
    Lang Scholz Möller Weiß Jung Hahn Schubert Vogel Friedrich Keller Günther Frank Berger Winkler Roth Beck
    Lorenz Baumann Franke Albrecht Schuster Simon Ludwig Böhm Winter Kraus Martin Schumacher Krämer Vogt Stein
    Jäger Otto Sommer Groß Seidel Heinrich Brandt Haas Schreiber Graf Schulte Dietrich Ziegler Kuhn Kühn Pohl
    Engel Horn Busch Bergmann Thomas Voigt Sauer Arnold Wolff Pfeiffer Petersen Hansen Jansen Janßen Claußen
    Behrens Lührs Thomsen Carstens
""")
GB_MALE = parse("""
    Andrew Andy Drew; Anthony Tony; Benjamin Ben; Charles Charlie Chuck; Christopher Chris; Daniel Dan Danny;
    David Dave; Edward Ed Ted; George; Graham; Harry; Henry Hank; Ian; Jack; James Jim Jimmy; John Jack;
    Jonathan Jon; Joseph Joe; Keith; Kenneth Ken; Kevin Kev; Lawrence Larry; Matthew Matt; Michael Mike Mick;
    Nicholas Nick; Nigel; Oliver Ollie; Patrick Pat Paddy; Paul; Peter Pete; Philip Phil; Raymond Ray; Richard
    Dick Rick; Robert Bob Rob Bobby; Ronald Ron; Samuel Sam; Simon; Stephen Steve; Stuart Stu; Thomas Tom;
    Timothy Tim; William Bill Will Billy; Alexander Alex; Gregory Greg; Jeffrey Jeff; Walter Walt; Frederick
    Fred; Gerald Gerry
""")
GB_FEMALE = parse("""
    Abigail Abby; Alice; Amanda Mandy; Amy; Angela Angie; Ann Annie; Barbara Barb; Catherine Cathy Kate;
    Charlotte Lottie; Christine Chris; Deborah Debbie Deb; Diana Di; Dorothy Dot; Eleanor Ellie Nell;
    Elizabeth Liz Beth Betty; Emily Em; Emma; Evelyn Evie; Frances Fran; Gillian Gill; Grace; Hannah; Helen;
    Jacqueline Jackie; Jane; Janet Jan; Jennifer Jen Jenny; Jessica Jess; Joanne Jo; Judith Judy; Julie;
    Katherine Kathy Kate; Laura; Linda Lynn; Lucy; Margaret Maggie Peggy; Mary Molly; Michelle Shell; Nicola
    Nicky; Patricia Pat Trish; Pamela Pam; Rachel; Rebecca Becky; Rosemary Rose; Samantha Sam; Sarah Sally;
    Sophie; Susan Sue; Theresa Terry; Valerie Val; Victoria Vicky; Virginia Ginny
""")
GB_FAMILIES = words("""
    Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright Thompson Evans Walker White
    Roberts Green Hall Wood Jackson Clarke Hughes Edwards Turner Hill Moore Clark Harris Baker King Morris
    Cooper Ward Lee Lewis Morgan Bennett Cook Bailey Parker Carter Collins Bell Murphy Kelly Shaw Adams
    Richardson Campbell Anderson Allen Cox Foster Chapman Mason Webb Rogers Gray Hunt Mills Palmer Holmes
    Matthews Gibson Fisher Barnes Knight Harvey Butler Barker Jenkins Stevens Pearson Fletcher Howard Andrews
    Elliott Reynolds Ford Saunders Fox Payne Day West Pearce Brooks Bradley Lawrence Dixon Gordon Atkinson
    Dawson Spencer O'Brien O'Connor MacDonald McCarthy Fitzgerald Penhaligon Trevanion Tregenza Polkinghorne
    Grimshaw Ackroyd Featherstone
""")
US_FAMILIES = words("""
    Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson
    Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis
    Robinson Walker Young Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall
    Rivera Campbell Mitchell Carter Roberts Gomez Phillips Evans Turner Diaz Parker Cruz Edwards Collins Reyes
    Stewart Morris Morales Murphy Cook Rogers Gutierrez Ortiz Morgan Cooper Peterson Bailey Reed Kelly Howard
    Ramos Kim Cox Ward Richardson Watson Brooks Chavez Wood Bennett Gray Mendoza Ruiz Hughes Price Alvarez
    Castillo Sanders Patel Myers Long Ross Foster Jimenez Kowalski Schwartz Larsen Olsen Svensson DiMarco
    Fontaine Beauregard Whitaker
""")
BR_MALE = parse("""
    João; José Zé; Antônio Toninho; Francisco Chico; Carlos Carlinhos; Paulo Paulinho; Pedro Pedrinho; Lucas;
    Luiz; Marcos; Gabriel; Rafael Rafa; Daniel; Marcelo; Bruno; Eduardo Edu Dudu; Felipe; Rodrigo Digo; Manoel
    Mané; Mateus; André; Fernando Nando; Fábio; Leonardo Léo; Gustavo Guga; Guilherme Gui; Leandro; Tiago;
    Anderson; Ricardo; Márcio; Jorge; Sebastião Tião; Alexandre Alê; Roberto Beto; Vitor; Sérgio; Cláudio;
    Caio; Otávio
""")
BR_FEMALE = parse("""
    Maria; Ana Aninha; Francisca Chica; Antônia; Adriana Dri; Juliana Ju; Márcia; Fernanda Nanda; Patrícia;
    Aline; Sandra; Camila Cami; Amanda; Bruna; Jéssica; Letícia Lê; Júlia; Luciana Lu; Vanessa; Mariana Mari;
    Gabriela Gabi; Vera; Vitória; Larissa Lari; Cláudia; Beatriz Bia; Rita; Luana; Sônia; Renata Rê; Eliane;
    Josefa; Simone; Natália; Cristiane Cris; Carla; Débora; Rosângela; Conceição; Helena
""")
BR_FAMILIES = words("""
    Silva Santos Oliveira Souza Rodrigues Ferreira Alves Pereira Lima Gomes Costa Ribeiro Martins Carvalho
    Almeida Lopes Soares Fernandes Vieira Barbosa Rocha Dias Nascimento Andrade Moreira Nunes Marques Machado
    Mendes Freitas Cardoso Ramos Gonçalves Santana Teixeira Araújo Pinto Cavalcanti Monteiro Moura Correia
    Batista Campos Castro Azevedo Fonseca Borges Tavares Coelho Peixoto Farias Guimarães Brandão Magalhães
    Assunção Leão Simões Queiroz Bittencourt Figueiredo Vasconcelos Sampaio
""")
