{#
    What is new, gone or different since the last build, among all that the kept tables are made of: found by the digest
    of every row, never by a clock. A changed row is here twice, so that what it hung on before is here too.
#}
{{ config(meta={'touched_by': []}) }}
{%- set inputs = kept_inputs() -%}
{%- if is_night() -%}
{#- Names of rows that are gone are looked up afterwards: a join of millions is the cheaper the less it carries. -#}
with different as (

    {% for input in inputs -%}
    select
        '{{ input.entity }}' as entity,
        present.name,
        present.parent,
        kept.digest as gone
    from ({{ present_input(input) }}) as present
    full outer join (
        select digest from {{ last_built('kept_input') }} where entity = '{{ input.entity }}'
    ) as kept on present.digest = kept.digest
    where present.digest is null or kept.digest is null
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    entity,
    name,
    parent
from different
where gone is null
union all
select
    entity,
    name,
    parent
from {{ last_built('kept_input') }}
where (entity, digest) in (select entity, gone from different where gone is not null)
{%- else -%}
    select cast(null as varchar) as entity, cast(null as varchar) as name, cast(null as varchar) as parent where false
{%- endif %}
