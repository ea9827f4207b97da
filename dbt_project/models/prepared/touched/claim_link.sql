{#
    Documents that name a sale of another customer (or of none: then of the record itself), and sales that name another's
    deal: what crm_vs_accounting says of the one depends on the other. Those of the last build are here too.
#}
{{ config(meta={'touched_by': []}) }}
{%- set named = [
    ('order', 'deal', 'deal'), ('invoice', 'order', 'order'), ('invoice', 'deal', 'deal'), ('payment', 'order', 'order'),
    ('payment', 'deal', 'deal'), ('payment', 'invoice', 'invoice')
] -%}
with links as (

    {% for table, field, target in named -%}
    select
        coalesce(documents.customer_id, documents.record_name) as one,
        coalesce(named.customer_id, named.record_name) as other
    from {{ ref('onefold', table) }} as documents
    inner join {{ ref('onefold', target) }} as named on documents."{{ field }}" = named.record_name
    where coalesce(documents.customer_id, documents.record_name) <> coalesce(named.customer_id, named.record_name)
    {{ 'union' if not loop.last }}
    {% endfor %}
)

select one, other, true as is_current from links
{%- if is_night() %}
union all
select one, other, false as is_current from {{ this }} where is_current
{%- endif %}
