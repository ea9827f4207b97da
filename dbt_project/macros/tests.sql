{#
    What must hold of a table: columns that are never null (`filled`), combinations of columns that stand once (`keys`;
    null is a value like any other, save in a key of one column), columns that name a customer (`customers`), and columns
    that hold nothing but `values`. One test a table, since a test costs dbt more than its rows. A row of its result is a
    broken rule; `onefold run` tells how many there are of each.
#}
{% test sound(model, filled=[], keys=[], customers=[], values={}) %}
    {%- set rules = [] -%}
    {%- set known = ref('onefold', 'customer') if customers -%}
    {%- set night = onefold.goes_on_with([model, known] if customers else [model]) -%}
    {%- set broken = [] -%}
    {%- for column in filled -%}
        {%- do broken.append(('a value in ' ~ column, column ~ ' is null')) -%}
    {%- endfor -%}
    {%- for column, accepted in values.items() -%}
        {%- do broken.append(
            ('values of ' ~ column, column ~ " not in ('" ~ accepted | join("', '") ~ "')")
        ) -%}
    {%- endfor -%}
    {%- if broken -%}
        {#- What each row says of itself is looked for in one pass. -#}
        {%- set rule -%}
            select rules.broken
            from (
                select
                    {%- for name, condition in broken %}
                    case when {{ condition }} then '{{ name }}' end as rule_{{ loop.index }}{{ ',' if not loop.last }}
                    {%- endfor %}
                from {{ model }}
                where {{ onefold.made_again(night[0]) }} and ({{ broken | map(attribute=1) | join(' or ') }})
            ) as found
            cross join lateral (
                values {% for _ in broken %}(rule_{{ loop.index }}){{ ', ' if not loop.last }}{% endfor %}
            ) as rules (broken)
            where rules.broken is not null
        {%- endset -%}
        {%- do rules.append(rule) -%}
    {%- endif -%}
    {%- for columns in keys -%}
        {%- set rule -%}
            select 'one row a {{ columns | join(', ') }}' as broken
            from {{ model }}
            where {{ onefold.touched_rows(night[0], columns) }}
            {%- if columns | length == 1 %} and {{ columns[0] }} is not null{% endif %}
            group by {{ columns | join(', ') }}
            having count(*) > 1
        {%- endset -%}
        {%- do rules.append(rule) -%}
    {%- endfor -%}
    {%- for column in customers -%}
        {%- set rule -%}
            select 'customer of {{ column }}' as broken
            from (
                select {{ column }} as customer_id
                from {{ model }}
                where {{ column }} is not null and {{ onefold.touched_references(night[0], column, night[1], 'customer_id') }}
            ) as naming
            left join {{ known }} as known on naming.customer_id = known.customer_id
            where known.customer_id is null
        {%- endset -%}
        {%- do rules.append(rule) -%}
    {%- endfor -%}
    {{ rules | join('\nunion all\n') }}
{% endtest %}

{#
    How each of these tables is touched (kept_by) where this build goes on from one that passed; nothing for each where
    it does not.
#}
{% macro goes_on_with(relations) %}
    {%- set found = [] -%}
    {%- for relation in relations -%}{%- do found.append(onefold.kept_by(relation)) -%}{%- endfor -%}
    {{ return(found if found | select | list and onefold.goes_on() else [none] * relations | length) }}
{% endmacro %}

{#
    The condition that a row of a table is to be looked at again by a test whose rows hang together by `columns`: true
    unless this build has kept the table and made again all rows of what is touched.
#}
{% macro touched_rows(by, columns) -%}
    {{ by.condition if by and by.columns | reject('in', columns) | list | length == 0 else 'true' }}
{%- endmacro %}

{# The same for a test of rows one by one. #}
{% macro made_again(by) -%}{{ by.condition if by else 'true' }}{%- endmacro %}

{# The same for a test of references: rows that were made again, and those whose `parent` was, or is gone. #}
{% macro touched_references(child, column, parent, field) -%}
    {%- if child and parent and parent.columns == [field] -%}
        ({{ child.condition }}
        {%- if child.condition != parent.condition or column != field %}
            or {{ column }} in (select {{ parent.name }} from {{ parent.table }})
        {%- endif -%}
        )
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{# How a kept table is touched: the columns that decide it, and the condition; nothing for any other table. #}
{% macro kept_by(relation) %}
    {%- if execute and onefold.can_keep() -%}
        {%- set wanted = relation | string -%}
        {%- set node = graph.nodes.get('model.onefold.' ~ (wanted.split('.') | last).strip('"')) -%}
        {%- set by = node.config.meta.get('touched_by') if node and node.relation_name == wanted -%}
        {%- if by -%}
            {%- set table, name = onefold.touched_kinds()[by[0]] -%}
            {%- set expression = by[1] or name -%}
            {%- set touching = onefold.last_built(table) -%}
            {{ return({
                'columns': (expression | replace('coalesce(', '') | replace(')', '')).split(', '),
                'condition': expression ~ ' in (select ' ~ name ~ ' from ' ~ touching ~ ')',
                'table': touching, 'name': name
            }) }}
        {%- endif -%}
    {%- endif -%}
    {{ return(none) }}
{% endmacro %}
